/** The one point of presence of this machine, in the form of CloudFront's. */
export const POP = 'LCL50-C1';
