//! The account of `--explain` for people.

use std::io::{self, Write};

use super::Account;
use crate::article::{Block, Explanation, FieldAccount, SourceClaim};
use crate::cli::plain;

/// Values longer than this are cut, in characters.
const LONGEST: usize = 90;

/// Writes why a page was read as it was; `site` is where it came from.
pub(super) fn write(out: &mut impl Write, account: &Account, site: Option<&str>) -> io::Result<()> {
    let Explanation { block, rivals, dropped, left_out, fields, rule } = &account.explanation;
    writeln!(out, "── why")?;
    match block {
        Some(block) => {
            let is_ruled = rule.as_ref().is_some_and(|rule| rule.gave.contains(&"text"));
            let head = if is_ruled {
                "without its rule the text would be what stands in"
            } else {
                "the text is what stands in"
            };
            writeln!(out, "  {head}")?;
            write_block(out, block)?;
        }
        None => {
            writeln!(
                out,
                "  no block of the page was taken: the text comes from its data, or there is none"
            )?;
        }
    }
    if !rivals.is_empty() {
        writeln!(out, "  not taken")?;
        rivals.iter().try_for_each(|rival| write_block(out, rival))?;
    }
    if !dropped.is_empty() {
        writeln!(out, "  left out")?;
        for part in dropped {
            writeln!(out, "    {}\n      {} letters; {}", end_of(&part.path), part.weight, tidy(&part.why))?;
        }
    }
    if !left_out.is_empty() {
        writeln!(out, "  left out of the block")?;
        for part in left_out {
            writeln!(out, "    {}\n      {}", tidy(&part.text), plain(&part.why))?;
        }
    }
    if let Some(rule) = rule {
        let gave = if rule.gave.is_empty() { "nothing".to_owned() } else { rule.gave.join(", ") };
        writeln!(out, "  the rule of {} gave {gave}", account.rule_of.as_deref().unwrap_or("the site"))?;
        for found in &rule.matches {
            let times = match found.matches {
                0 => "finds nothing".to_owned(),
                1 => "finds 1 element".to_owned(),
                many => format!("finds {many} elements"),
            };
            writeln!(out, "    {:<7} {}  {times}", found.key, tidy(&found.selector))?;
        }
    } else if let Some(site) = &account.rule_of {
        writeln!(out, "  the rule of {site} was not applied: see the problems above")?;
    }
    writeln!(out, "  fields")?;
    fields.iter().try_for_each(|field| write_field(out, field))?;
    if let (Some(site), Some(block), None) = (site, block, rule) {
        let step = block.path.rsplit(" > ").next().unwrap_or_default();
        writeln!(out, "  the same as a rule of the configuration, to change from there")?;
        writeln!(out, "    [sites.\"{}\"]\n    text = \"{}\"", tidy(site), tidy(step))?;
    }
    writeln!(out)
}

fn write_block(out: &mut impl Write, block: &Block) -> io::Result<()> {
    let Block { path, weight, share, links, why } = block;
    writeln!(out, "    {}", end_of(path))?;
    writeln!(out, "      {share} % of the page's prose ({weight} letters), {links} % of its text is links")?;
    writeln!(out, "      {}", plain(why))
}

fn write_field(out: &mut impl Write, field: &FieldAccount) -> io::Result<()> {
    let Some(chosen) = &field.chosen else {
        return writeln!(out, "    {:<13} no source", field.field);
    };
    writeln!(out, "    {:<13} {}: {}", field.field, chosen.source, tidy(&chosen.value))?;
    if !field.agreeing.is_empty() {
        let sources: Vec<String> = field.agreeing.iter().map(ToString::to_string).collect();
        writeln!(out, "    {:<13} so say also {}", "", sources.join(", "))?;
    }
    for SourceClaim { source, value } in &field.overruled {
        writeln!(out, "    {:<13} not {source}: {}", "", tidy(value))?;
    }
    Ok(())
}

/// One line that cannot steer a terminal.
fn tidy(text: &str) -> String {
    let line = plain(text).replace(['\n', '\t'], " ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line,
    }
}

/// A path's last steps: what is near the text tells it from others.
fn end_of(path: &str) -> String {
    let mut from = 0;
    while path.len() - from > LONGEST
        && let Some(step) = path[from..].find(" > ")
    {
        from += step + " > ".len();
    }
    format!("{}{}", if from > 0 { "… > " } else { "" }, tidy(&path[from..]))
}
