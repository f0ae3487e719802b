export { type Declarations, declarations, flowsOf, undeclared } from "./declared";
export { networkPaths, type SeenResource } from "./networkPaths";
export { type NetworkPath, type Party, partyText, pathKey, pathText } from "./path";
