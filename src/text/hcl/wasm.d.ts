/** A WebAssembly file as its bytes: the text layer reads no files, so the build puts them into a module (.build/wasm.mjs). */
declare module "*.wasm" {
  const bytes: Uint8Array;
  export default bytes;
}
