/** The payment token of customers who have none: the provider is simulated and accepts it. */
export const demoToken = "tok_demo";
