// Stands for a library that is never called.
