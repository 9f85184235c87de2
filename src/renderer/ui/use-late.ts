import { useEffect, useState } from "react";

/** True once `isWaiting` has lasted a moment: what is quick shows no skeleton. */
export function useLate(isWaiting: boolean, afterMs = 200): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setTimeout(() => setIsLate(true), afterMs);
    return () => {
      clearTimeout(timer);
      setIsLate(false);
    };
  }, [isWaiting, afterMs]);
  return isWaiting && isLate;
}
