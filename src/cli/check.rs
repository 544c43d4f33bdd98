//! `vigie check`.

mod archive;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::configuration::{colour, configuration_path, counted, summary};
use super::{Failure, Format, Globals, Outcome, print_json, print_line};
use crate::config::{self, Config, Diagnostic, Report, Severity};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Also tries the topics on the newest articles of the archive: which are too common, which too slow
    #[arg(long)]
    archive: bool,
}

pub fn run(args: &Args, globals: &Globals) -> Outcome {
    let path = configuration_path(globals)?;
    let (config, report) = match config::load(&path) {
        Ok((config, warnings)) => (Some(config), warnings),
        Err(report) => (None, report),
    };
    if globals.format == Format::Json {
        for diagnostic in &report.diagnostics {
            print_json(&as_json(diagnostic, &report))?;
        }
        if config.is_some() && args.archive {
            archive::run(globals)?;
        }
        return Ok(if config.is_some() { ExitCode::SUCCESS } else { ExitCode::from(2) });
    }
    let stdout = std::io::stdout();
    write!(stdout.lock(), "{}", report.render(colour(&stdout)))?;
    match config {
        Some(config) => {
            if !report.diagnostics.is_empty() {
                print_line(&summary(&report))?;
            }
            print_line(&good(&config))?;
            if args.archive {
                archive::run(globals)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        None => Err(Failure::Usage(summary(&report))),
    }
}

/// `configuration is good: 12 feeds, 4 topics …`.
fn good(config: &Config) -> String {
    format!(
        "configuration is good: {}, {}, {}, {}, {} in {}",
        counted(config.feeds.len(), "feed"),
        counted(config.topics.len(), "topic"),
        counted(config.channels.len(), "channel"),
        counted(config.alerts.len(), "alert"),
        counted(config.digests.len(), "digest"),
        counted(config.files.len(), "file"),
    )
}

fn as_json(diagnostic: &Diagnostic, report: &Report) -> Value {
    let place = |file: &Path, start: usize| {
        let (line, column) = report.position(file, start);
        json!({ "file": file.to_string_lossy(), "line": line, "column": column })
    };
    let also = diagnostic.also.iter().map(|(file, span, label)| {
        let mut place = place(file, span.start);
        place["label"] = json!(label);
        place
    });
    json!({
        "severity": match diagnostic.severity { Severity::Error => "error", Severity::Warning => "warning", Severity::Note => "note" },
        "message": diagnostic.message,
        "file": diagnostic.file.to_string_lossy(),
        "line": diagnostic.line,
        "column": diagnostic.column,
        "label": (!diagnostic.label.is_empty()).then_some(&diagnostic.label),
        "help": diagnostic.help,
        "also": also.collect::<Vec<Value>>(),
    })
}
