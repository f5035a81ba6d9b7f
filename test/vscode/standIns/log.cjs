// In the place of @vscode/spdlog, which is native: loggers that append their lines to a file.
const { appendFileSync, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");

const levels = ["trace", "debug", "info", "warn", "error", "critical"];

class Logger {
  constructor(file) {
    mkdirSync(dirname(file), { recursive: true });
    this.file = file;
    this.level = levels.indexOf("info");
    for (const [level, name] of levels.entries()) {
      this[name] = (message) => {
        if (level >= this.level) appendFileSync(this.file, `${new Date().toISOString()} [${name}] ${message}\n`);
      };
    }
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  setPattern() {}
  clearFormatters() {}
  flush() {}
  drop() {}
}

const create = async (_name, file) => new Logger(file);
// One by one: whoever imports a module of CommonJS finds only names that are written so.
exports.version = 0;
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
