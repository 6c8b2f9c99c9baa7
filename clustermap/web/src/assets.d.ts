declare module "*.png" {
  const url: string;
  export default url;
}
declare module "*.css";
declare module "worker:*" {
  const script: string;
  export default script;
}
