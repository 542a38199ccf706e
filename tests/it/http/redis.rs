//! A real Redis for a test, at a socket in a folder of its own. What it was sent is in its file before it is answered.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A running Redis; it ends when this goes.
pub(super) struct Redis {
    process: Child,
    folder: tempfile::TempDir,
}

impl Redis {
    /// Starts one; `None`, and said so, where it is not installed.
    pub(super) async fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        match Self::spawn(&folder) {
            Ok(process) => {
                let redis = Self { process, folder };
                redis.answers().await;
                Some(redis)
            }
            Err(error) => {
                eprintln!("replicas: skipped (redis-server is not here: {error})");
                None
            }
        }
    }

    fn spawn(folder: &tempfile::TempDir) -> std::io::Result<Child> {
        let mut command = Command::new("redis-server");
        command.args(["--port", "0", "--unixsocket"]).arg(folder.path().join("redis.sock"));
        command.args(["--appendonly", "yes", "--save", "", "--dir"]).arg(folder.path());
        // Under a moved clock its allocator and the library that moves the clock wait for each other. It measures spans of time only.
        command.env_remove("LD_PRELOAD");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
    }

    /// Its address.
    pub(super) fn url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("redis.sock")
    }

    /// Ends it at once, in the middle of whatever it does.
    pub(super) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again with what it had.
    pub(super) async fn restart(&mut self) {
        self.process = Self::spawn(&self.folder).unwrap();
        self.answers().await;
    }

    /// Waits until it has read what it had.
    async fn answers(&self) {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        loop {
            let Ok(mut connection) = tokio::net::UnixStream::connect(self.socket()).await else {
                tokio::task::yield_now().await;
                continue;
            };
            let mut answer = [0; 5];
            if connection.write_all(b"PING\r\n").await.is_ok() && connection.read_exact(&mut answer).await.is_ok() && answer == *b"+PONG" {
                return;
            }
        }
    }

    /// Everything that it has, names and values.
    pub(super) fn everything(&self) -> String {
        let files = walk(self.folder.path().join("appendonlydir"));
        files.into_iter().map(|file| String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned()).collect()
    }
}

fn walk(folder: PathBuf) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
