// htm's standalone build holds Preact 10.5.14 and its hooks, and binds `html` to them.
import { ComponentChildren, VNode } from "preact";
export { Component, createContext, h, render } from "preact";
export type { ComponentChildren } from "preact";
export * from "preact/hooks";
export function html(strings: TemplateStringsArray, ...values: unknown[]): VNode & ComponentChildren;
