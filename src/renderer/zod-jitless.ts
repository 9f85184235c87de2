import { z } from "zod";

// Imported before anything that makes a schema: the content security policy forbids what zod would otherwise try.
z.config({ jitless: true });
