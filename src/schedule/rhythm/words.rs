//! A rhythm in words.

use super::rate::{Rates, daily};
use super::{HOURS, MINUTES_A_DAY, Rhythm, instant};
use crate::model::Zone;
use crate::schedule::local;

/// An hour or day is quiet with less than this share of its part.
const QUIET: f64 = 0.25;
/// Fewer quiet hours in a row are not worth telling.
const LEAST_HOURS: usize = 3;
/// Hours and days are not told before so much was observed.
const LEAST_MINUTES: u32 = 7 * MINUTES_A_DAY;
const DAYS: [&str; 7] = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

impl Rhythm {
    /// How often entries come and when hardly any do, on the clocks of `zone`: `about 40 a day, quiet from 23:00 to 06:00`.
    #[must_use]
    pub fn describe(&self, zone: Zone) -> String {
        let rates = Rates::of(self);
        let mut words = often(daily(&rates));
        if self.observed < MINUTES_A_DAY {
            words.push_str(", still learning");
        }
        if self.observed < LEAST_MINUTES {
            return words;
        }
        let ahead = usize::try_from(local::offset(zone, instant(self.as_of)).num_hours().rem_euclid(168))
            .unwrap_or(0);
        // The rate in each hour of the week, on local clocks.
        let rate = |hour: usize| rates.in_hour((hour + 168 - ahead) % 168) * 60.0;
        let mean = rates.weekly() / 168.0;
        let hours: [f64; HOURS] =
            std::array::from_fn(|hour| (0..7).map(|day| rate(day * 24 + hour)).sum::<f64>() / 7.0);
        if let Some((from, to)) = quiet_run(&hours, mean * QUIET) {
            words = format!("{words}, quiet from {from:02}:00 to {to:02}:00");
        }
        let days: Vec<&str> = DAYS
            .iter()
            .enumerate()
            .filter(|(day, _)| (0..24).map(|hour| rate(day * 24 + hour)).sum::<f64>() < mean * 24.0 * QUIET)
            .map(|(_, name)| *name)
            .collect();
        if !days.is_empty() {
            words = format!("{words}, hardly any on {}", days.join(" and "));
        }
        words
    }
}

fn often(daily: f64) -> String {
    match daily {
        _ if daily >= 1_000.0 => format!("about {} thousand a day", (daily / 1_000.0).round()),
        _ if daily >= 100.0 => format!("about {} a day", (daily / 10.0).round() * 10.0),
        _ if daily >= 20.0 => format!("about {} a day", (daily / 5.0).round() * 5.0),
        _ if daily >= 1.5 => format!("about {} a day", daily.round()),
        _ if daily * 7.0 >= 1.5 => format!("about {} a week", (daily * 7.0).round()),
        _ if daily * 30.0 >= 1.5 => format!("about {} a month", (daily * 30.0).round()),
        _ => "hardly any".to_owned(),
    }
}

/// The longest run of hours below a limit, over midnight too: from the first to the hour after the last.
fn quiet_run(hours: &[f64; HOURS], limit: f64) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    for start in 0..HOURS {
        let length = (0..HOURS).take_while(|step| hours[(start + step) % HOURS] < limit).count();
        if (LEAST_HOURS..HOURS).contains(&length) && best.is_none_or(|(_, longest)| length > longest) {
            best = Some((start, length));
        }
    }
    best.map(|(start, length)| (start, (start + length) % HOURS))
}
