/** The Python whose libraries are the peers. */
export declare const python: string;
