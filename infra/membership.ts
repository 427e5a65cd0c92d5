import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { FunctionUrlAuthType, type Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { allow, bundledFunction } from './functions.ts';
import type { Parameters } from './parameters.ts';
import { readSecret } from './secrets.ts';
import type { Settings } from './settings.ts';

export interface MembershipProps {
  readonly settings: Settings;
  readonly parameters: Parameters;
  readonly accounts: TableV2;
}

/** Runs do not overlap: what is left over is the next one's. */
const INTERVAL = Duration.minutes(15);
const RUN = Duration.minutes(10);
/** AppSync waits for a function no longer. */
const FIELD = Duration.seconds(29);
/** Providers wait five seconds for an answer, or ten. What was given up is sent again. */
const WEBHOOK = Duration.seconds(10);

/** How people become members: orders, what providers tell of them, and asking where nothing was told. */
export class Membership extends Construct {
  readonly createPaymentOrder: Function;
  readonly confirmPayment: Function;
  readonly reconcilePayments: Function;
  /** Where providers send what they have to tell: `<this>razorpay`, `<this>stripe`. */
  readonly webhookUrl: string;
  readonly functions: readonly Function[];

  constructor(scope: Construct, id: string, { settings, parameters, accounts }: MembershipProps) {
    super(scope, id);
    const secretName = parameters.paymentSecretName.valueAsString;
    const environment = {
      ACCOUNTS_TABLE: accounts.tableName,
      PAYMENT_SECRET_ID: secretName,
      RAZORPAY_API_URL: parameters.razorpayApiUrl.valueAsString,
      RAZORPAY_CHECKOUT_URL: parameters.razorpayCheckoutUrl.valueAsString,
      STRIPE_API_URL: parameters.stripeApiUrl.valueAsString,
      PAYMENT_RETURN_URL: parameters.paymentReturnUrl.valueAsString,
    };
    const common = [
      readSecret(this, secretName),
      // What is told of an order changes it, its owner's membership and the ledger, in one transaction.
      allow(['dynamodb:Query', 'dynamodb:PutItem'], [accounts.tableArn]),
    ];
    const replay = allow(['dynamodb:DeleteItem'], [accounts.tableArn]);

    this.createPaymentOrder = bundledFunction(this, 'create-payment-order', {
      description: 'Has the payment provider make an order at a plan’s price.',
      environment: {
        ...environment,
        PLANS: JSON.stringify(settings.plans),
        PAYMENT_PROVIDER: parameters.paymentProvider.valueAsString,
      },
      timeout: FIELD,
      memorySize: 512,
      permissions: [...common, replay, allow(['dynamodb:UpdateItem'], [accounts.tableArn])],
    });
    this.confirmPayment = bundledFunction(this, 'confirm-payment', {
      description: 'Grants a membership for a payment that the provider confirms.',
      environment,
      timeout: FIELD,
      memorySize: 512,
      permissions: [...common, allow(['dynamodb:GetItem'], [accounts.tableArn])],
    });
    const webhook = bundledFunction(this, 'payment-webhook', {
      description: 'Takes what payment providers tell.',
      environment,
      timeout: WEBHOOK,
      memorySize: 512,
      permissions: [...common, allow(['dynamodb:ConditionCheckItem'], [accounts.tableArn])],
    });
    // Open to everybody, as providers sign in nowhere: each request proves by its signature who sent it.
    this.webhookUrl = webhook.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
    this.reconcilePayments = bundledFunction(this, 'reconcile-payments', {
      description: 'Asks payment providers about orders of which nothing was heard.',
      environment,
      timeout: RUN,
      memorySize: 512,
      permissions: [
        ...common,
        replay,
        allow(['dynamodb:Query'], [`${accounts.tableArn}/index/byCheck`]),
        allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [accounts.tableArn]),
      ],
    });
    new Rule(this, 'Schedule', {
      description: 'Asks about open payment orders.',
      schedule: Schedule.rate(INTERVAL),
      targets: [new LambdaFunction(this.reconcilePayments)],
    });
    this.functions = [this.createPaymentOrder, this.confirmPayment, webhook, this.reconcilePayments];
  }
}
