//! What Linux says of a process's memory.

/// Kilobytes of a line of a process's status (proc(5)), as `VmHWM:`, its peak; `self` is this process. `None` when it has ended.
pub fn kilobytes(process: &str, line: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|text| text.strip_prefix(line))?.trim().trim_end_matches(" kB").parse().ok()
}
