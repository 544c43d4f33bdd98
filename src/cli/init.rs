//! `vigie init`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use serde_json::json;

use super::{Failure, Format, Globals, Outcome, print_json, print_line};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to write; must not exist or be empty
    dir: PathBuf,
}

/// The starter configuration is the one this program is shipped with.
const FILES: [(&str, &str); 4] = [
    ("vigie.toml", include_str!("../../config/vigie.toml")),
    ("feeds/europe.toml", include_str!("../../config/feeds/europe.toml")),
    ("feeds/world.toml", include_str!("../../config/feeds/world.toml")),
    ("topics/desk.toml", include_str!("../../config/topics/desk.toml")),
];

#[expect(clippy::needless_pass_by_value, reason = "every command takes its arguments by value")]
pub fn run(args: Args, globals: &Globals) -> Outcome {
    let dir = &args.dir;
    if !is_free(dir)? {
        return Err(Failure::usage(format!(
            "`{}` is not empty: name a new folder, nothing was written",
            dir.display()
        )));
    }
    for (name, text) in FILES {
        let path = dir.join(name);
        let folder = path.parent().unwrap_or(dir);
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        std::fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
        if globals.format == Format::Json {
            print_json(&json!({ "file": path.to_string_lossy() }))?;
        } else {
            print_line(&format!("wrote {}", path.display()))?;
        }
    }
    if globals.format == Format::Text {
        print_line(&next_steps(dir))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether nothing would be overwritten.
fn is_free(dir: &Path) -> Result<bool, Failure> {
    match std::fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(Failure::Work(
            anyhow::Error::new(error).context(format!("cannot look into `{}`", dir.display())),
        )),
    }
}

fn next_steps(dir: &Path) -> String {
    let (dir, main) = (dir.display(), dir.join("vigie.toml"));
    format!(
        "
Next:
  1. In {main}, set the newsroom's name and zone, the mail server and who gets the mail.
  2. vigie --config {dir} check         reports every mistake
  3. vigie --config {dir} test          tries the topics' examples
  4. vigie --config {dir} run --once    polls, reads, matches and delivers once
  5. vigie --config {dir} run           watches",
        main = main.display(),
    )
}
