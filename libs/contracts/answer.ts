export type Answer = { readonly state: string };
