import { useIsFetching } from "@tanstack/react-query";
import { useEffect, useState } from "react";

const SOON_MS = 600;

/**
 * Whether the first page has all it asked for, or that takes long. What is known soon is drawn once
 * and whole, not as an outline first and again with figures. Once true it stays so.
 */
export function useFirstAnswers(): boolean {
  const isAsking = useIsFetching() > 0;
  const [isOver, setOver] = useState(!isAsking);
  if (!isAsking && !isOver) setOver(true);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), SOON_MS);
    return () => clearTimeout(timer);
  }, []);
  return isOver;
}
