//! Processes by id: is it still ours, end it, is a port free. A process counts as ours only if its command line names a path of ours,
//! so that an id that died and was given to another program is never signalled.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

const PAUSE: Duration = Duration::from_millis(50);

/// Reads a process id from the first line of a file, and returns it if that process runs and names `path` on its command line.
pub(crate) fn own_process(pid_file: &Path, path: &Path) -> Option<u32> {
    let pid = fs::read_to_string(pid_file).ok()?.lines().next()?.trim().parse().ok()?;
    is_own(pid, path).then_some(pid)
}

/// Ends a process of ours: asks with each signal in turn, and waits after each.
pub(crate) fn end(pid: u32, path: &Path, signals: &[(Signal, Duration)]) -> Result<()> {
    for (signal, patience) in signals {
        if !is_own(pid, path) {
            return Ok(());
        }
        send(pid, *signal)?;
        let start = Instant::now();
        while start.elapsed() < *patience {
            if !is_own(pid, path) {
                return Ok(());
            }
            std::thread::sleep(PAUSE);
        }
    }
    bail!("process {pid} does not end");
}

/// The wished port if it is free, else one that is.
pub(crate) fn free_port(wished: Option<u16>) -> Result<u16> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| listener.local_addr());
    let address = match wished.map(bind) {
        Some(Ok(address)) => address,
        _ => bind(0).context("no free port on loopback")?,
    };
    Ok(address.port())
}

/// A zombie has no command line, so it is not ours any more.
fn is_own(pid: u32, path: &Path) -> bool {
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|command_line| names_path(&command_line, path))
}

fn names_path(command_line: &[u8], path: &Path) -> bool {
    let path = path.as_os_str().as_encoded_bytes();
    command_line.split(|byte| *byte == 0).any(|argument| argument == path)
}

fn send(pid: u32, signal: Signal) -> Result<()> {
    let Some(target) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { bail!("{pid} is not a process id") };
    match kill_process(target, signal) {
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot signal process {pid}")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_command_line_names_a_path_as_a_whole_argument() {
        let line = b"/usr/bin/postgres\0-D\0/cache/cluster\0";
        assert!(names_path(line, Path::new("/cache/cluster")));
        assert!(!names_path(line, Path::new("/cache")));
        assert!(!names_path(b"", Path::new("/cache")));
    }

    #[test]
    fn only_a_process_with_our_path_is_ours() {
        let folder = tempfile::tempdir().unwrap();
        let pid_file = folder.path().join("pid");
        fs::write(&pid_file, "started\n").unwrap();
        let mut child = Command::new("tail").arg("-f").arg(&pid_file).stdout(Stdio::piped()).spawn().unwrap();
        // Between its birth and its first word a process has another's command line, or none.
        child.stdout.as_mut().unwrap().read_exact(&mut [0; 8]).unwrap();
        fs::write(&pid_file, format!("{}\nmore\n", child.id())).unwrap();
        assert_eq!(own_process(&pid_file, &pid_file), Some(child.id()));
        assert_eq!(own_process(&pid_file, folder.path()), None);

        end(child.id(), folder.path(), &[(Signal::KILL, PAUSE)]).unwrap();
        assert!(child.try_wait().unwrap().is_none(), "a process that is not ours was signalled");
        end(child.id(), &pid_file, &[(Signal::TERM, Duration::from_secs(10))]).unwrap();
        assert!(!child.wait().unwrap().success());
    }

    #[test]
    fn a_taken_port_is_replaced() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let taken = listener.local_addr().unwrap().port();
        assert_ne!(free_port(Some(taken)).unwrap(), taken);
        drop(listener);
        // A child that another test is starting may hold a copy of the socket for a moment.
        assert!((0..1000).any(|_| free_port(Some(taken)).unwrap() == taken));
    }
}
