// In the place of native-watchdog: ends this process when its parent is gone.
exports.start = (parent) => {
  const look = setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch {
      process.exit();
    }
  }, 1000);
  look.unref();
};
