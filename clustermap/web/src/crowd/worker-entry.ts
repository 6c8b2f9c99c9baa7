import { listen, type WorkerScope } from "./worker";

listen(self as unknown as WorkerScope);
