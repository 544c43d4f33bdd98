//! The `vigie` command: parses arguments, calls [`vigie::cli`], maps errors to exit codes.

use std::process::ExitCode;

fn main() -> ExitCode {
    vigie::cli::main()
}
