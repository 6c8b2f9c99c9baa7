import { listen, type Scope } from "./worker";

listen(self as unknown as Scope);
