/** The Python whose libraries are the peers. */
export const python = process.env.BENCH_PYTHON || "python3";
