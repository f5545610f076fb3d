// Loaded into every process the launcher keeps running: when the launcher is gone, however it went, they end too.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
