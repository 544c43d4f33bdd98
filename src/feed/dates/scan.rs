//! A cursor over a date's text.

use super::words::zone_of;

/// A cursor over a text.
#[derive(Clone)]
pub(super) struct Scan<'a> {
    rest: &'a str,
    /// The character before the cursor was a minus.
    minus: bool,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, minus: false }
    }

    pub(super) fn at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn behind_minus(&self) -> bool {
        self.minus
    }

    pub(super) fn take(&mut self, wanted: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(wanted)?;
        self.minus = wanted == '-';
        Some(())
    }

    pub(super) fn take_any(&mut self, wanted: &[char]) {
        while let Some(c) = self.peek().filter(|c| wanted.contains(c)) {
            let _ = self.take(c);
        }
    }

    /// Digits and how many there were.
    pub(super) fn number(&mut self) -> Option<(u32, usize)> {
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let number =
            self.rest.get(..length).filter(|digits| !digits.is_empty() && digits.len() <= 9)?.parse().ok()?;
        self.rest = &self.rest[length..];
        self.minus = false;
        Some((number, length))
    }

    /// Letters and the dots and slashes inside them, in lower case; the cursor stays where there are none.
    pub(super) fn word(&mut self) -> Option<String> {
        let end = self
            .rest
            .char_indices()
            .find(|(at, c)| !(c.is_alphabetic() || (*at > 0 && matches!(c, '/' | '_')) || is_mark(*c)))
            .map_or(self.rest.len(), |(at, _)| at);
        if end == 0 {
            return None;
        }
        let word = self.rest[..end].to_lowercase();
        self.rest = &self.rest[end..];
        self.minus = false;
        Some(word)
    }

    /// `9:30`, `09:30:00`, `09:30:00.123`, `9.30`, `9h30`, `9时30分`.
    pub(super) fn time(&mut self, half: Option<Half>) -> Option<(u32, u32, u32)> {
        let (hour, width) = self.number().filter(|(_, width)| *width <= 2)?;
        if let Some('时' | '時' | '点' | '시') = self.peek() {
            return self.time_in_signs(with_half(hour, half.unwrap_or(Half::None))?);
        }
        let separator = self.peek().filter(|c| matches!(c, ':' | '.' | 'h' | 'H'));
        let (mut minute, mut second) = (0, 0);
        if let Some(separator) = separator {
            self.take(separator)?;
            if matches!(separator, 'h' | 'H') && !self.peek().is_some_and(|c| c.is_ascii_digit()) {
                return Some((with_half(hour, half.unwrap_or(Half::None))?, 0, 0));
            }
            minute = self.number().filter(|(_, width)| *width <= 2)?.0;
            if self.peek() == Some(':') || (separator == '.' && self.peek() == Some('.')) {
                self.rest = &self.rest[1..];
                second = self.number().filter(|(_, width)| *width <= 2)?.0;
                if let Some('.' | ',') = self.peek()
                    && self.rest[1..].starts_with(|c: char| c.is_ascii_digit())
                {
                    self.rest = &self.rest[1..];
                    self.skip_digits();
                }
            }
        } else if width != 2 {
            return None;
        }
        let hour = with_half(hour, half.unwrap_or(Half::None))?;
        (hour <= 24 && minute < 60 && second <= 60).then_some((hour, minute, second.min(59)))
    }

    /// What follows the hour where each part has its own sign: `时30分15秒`.
    fn time_in_signs(&mut self, hour: u32) -> Option<(u32, u32, u32)> {
        self.take_any(&['时', '時', '点', '시']);
        let mut part = |signs: &[char]| {
            self.take_any(&[' ']);
            let Some((number, _)) = self.number() else { return Some(0) };
            let signed = self.peek().is_some_and(|c| signs.contains(&c));
            self.take_any(signs);
            signed.then_some(number)
        };
        let minute = part(&['分', '분'])?;
        let second = part(&['秒', '초'])?;
        (hour <= 24 && minute < 60 && second <= 60).then_some((hour, minute, second.min(59)))
    }

    fn skip_digits(&mut self) {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
    }

    /// `AM`, `p.m.`, `오후`.
    pub(super) fn half_of_day(&mut self) -> Option<Half> {
        let rest = self.rest.trim_start();
        let known = [
            ("오전", Half::Morning),
            ("오후", Half::Evening),
            ("上午", Half::Morning),
            ("下午", Half::Evening),
            ("午前", Half::Morning),
            ("午後", Half::Evening),
            ("am", Half::Morning),
            ("pm", Half::Evening),
            ("a.m.", Half::Morning),
            ("p.m.", Half::Evening),
        ];
        let (word, half) = known.into_iter().find(|(word, _)| {
            rest.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
                && !rest[word.len()..].starts_with(char::is_alphabetic)
        })?;
        self.rest = rest[word.len()..].trim_start();
        Some(half)
    }

    /// Seconds east of Greenwich: `Z`, `+02:00`, `-0500`, `+2`, a name, or nothing (UTC).
    pub(super) fn offset(&mut self) -> Option<i64> {
        self.rest = self.rest.trim_start();
        let negative = match self.peek() {
            None => return Some(0),
            Some('+') => self.take('+').map(|()| false)?,
            Some('-' | '\u{2212}') => self.take('-').or_else(|| self.take('\u{2212}')).map(|()| true)?,
            Some(c) if c.is_ascii_digit() && self.minus => true,
            Some(_) => {
                let zone = zone_of(&self.word()?)?;
                return if matches!(self.peek(), Some('+' | '-')) {
                    Some(zone + self.offset()?)
                } else {
                    Some(zone)
                };
            }
        };
        let (number, width) = self.number()?;
        let (hours, minutes) = match (width, self.peek()) {
            (1 | 2, Some(':')) => {
                self.take(':')?;
                (number, self.number().filter(|(_, width)| *width == 2)?.0)
            }
            (1 | 2, _) => (number, 0),
            (3 | 4, _) => (number / 100, number % 100),
            _ => return None,
        };
        let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60;
        (hours < 24 && minutes < 60).then_some(if negative { -seconds } else { seconds })
    }

    /// What may follow an offset, to the end: the name of the zone, as in `+0200 CEST`, or a `Z` that says the same again.
    pub(super) fn skip_zone_of(&mut self, offset: i64) -> Option<()> {
        self.take_any(&[' ']);
        let Some(name) = self.word() else { return self.at_end().then_some(()) };
        // Several zones share a name, so that only the letter is held to what it says.
        let zone = zone_of(&name)?;
        (self.at_end() && (zone == offset || name.len() > 1)).then_some(())
    }

    /// `(CET)`, as mail programs add it.
    pub(super) fn skip_comment(&mut self) -> bool {
        let end = self.rest.strip_prefix('(').and_then(|inside| inside.find(')'));
        if let Some(end) = end {
            self.rest = &self.rest[end + 2..];
        }
        end.is_some()
    }

    /// Whether a comma follows, as behind a weekday: `mar., 4`.
    pub(super) fn at_comma(&self) -> bool {
        self.rest.trim_start_matches('.').starts_with([',', '\u{60c}'])
    }

    pub(super) fn follows_hour_sign(&self) -> bool {
        let mut behind = self.rest.chars();
        matches!(behind.next(), Some('h' | 'H'))
            && behind.next().is_none_or(|c| c.is_ascii_digit() || c == ' ')
    }

    pub(super) fn skip_ordinal(&mut self) {
        for ending in ["st", "nd", "rd", "th", "er", "º", "ª", "."] {
            let behind = self.rest.get(..ending.len()).filter(|found| found.eq_ignore_ascii_case(ending));
            if behind.is_some() && !self.rest[ending.len()..].starts_with(char::is_alphabetic) {
                self.rest = &self.rest[ending.len()..];
                return;
            }
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Half {
    None,
    Morning,
    Evening,
}

pub(super) fn with_half(hour: u32, half: Half) -> Option<u32> {
    match half {
        Half::None => Some(hour),
        Half::Morning => (hour <= 12).then_some(hour % 12),
        // `오후 23시` is written too: then the hour has said it already.
        Half::Evening => Some(if hour < 12 { hour + 12 } else { hour }),
    }
}

/// Combining marks belong to the letter before them, in India too.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{93c}'..='\u{94d}' | '\u{9bc}'..='\u{9cd}' | '\u{e30}'..='\u{e4e}' | '’' | '\'')
}
