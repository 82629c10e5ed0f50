// The vendored file is the npm package's own ES build, byte for byte: its types are the package's.
export { default } from "@zoom/appssdk";
