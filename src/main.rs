//! The `vigie` command: parses arguments, calls [`vigie::cli`], maps errors to exit codes.

use std::process::ExitCode;

/// SQLite allocates from it too. Entries are made by one thread and freed by another, which costs the C library's allocator a
/// seventh of all that a poll takes.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    vigie::cli::main()
}
