/* The page inside the frame: a person pays, fails, or goes away, and the page around the frame is told. */

const { keyId, orderId, origin, color, description, email, contact } = document.body.dataset;
const problem = document.querySelector<HTMLElement>('[role=alert]')!;
const buttons = document.querySelectorAll<HTMLButtonElement>('button');

// Only the page that opened this one reads it, if it is whom it says.
const tell = (message: object) => parent.postMessage(message, origin!);

function disable(disabled: boolean): void {
  for (const button of buttons) button.disabled = disabled;
}

async function pay(outcome: string): Promise<void> {
  problem.textContent = '';
  disable(true);
  try {
    const response = await fetch('/sandbox/razorpay/checkout', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key_id: keyId, order_id: orderId, outcome, description, email, contact }),
    });
    const answer = (await response.json()) as { error?: { description: string } };
    if (response.ok) return tell({ type: 'paid', response: answer });
    problem.textContent = answer.error!.description;
    tell({ type: 'failed', error: answer.error });
  } catch {
    problem.textContent = 'The sandbox does not answer.';
  }
  disable(false);
}

if (color) document.documentElement.style.setProperty('--accent', color);
for (const button of buttons)
  button.addEventListener('click', () => {
    const { outcome } = button.dataset;
    if (outcome) void pay(outcome);
    else tell({ type: 'dismissed' });
  });
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') tell({ type: 'dismissed' });
});
disable(false);
document.querySelector<HTMLElement>('[data-outcome], button')?.focus();

export {};
