//! Values with a form of their own: zones, languages, addresses, times of day.

use std::borrow::Cow;
use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::LazyLock;

use chrono::NaiveTime;
use lettre::message::Mailbox;
use url::Url;

use crate::config::Cidr;
use crate::config::suggest::closest;
use crate::config::value::{Mistake, brief};
use crate::model::{Language, Zone};
use crate::topic::name_packs;

/// Reads a language code.
pub(super) fn language(text: &str) -> Result<Language, Mistake> {
    // Codes of countries that people write for the language spoken there, and that are no language codes.
    const COUNTRIES: [(&str, &str); 6] =
        [("ua", "uk"), ("cz", "cs"), ("jp", "ja"), ("cn", "zh"), ("gr", "el"), ("dk", "da")];
    let code = text.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if let Some((_, meant)) = COUNTRIES.iter().find(|(country, _)| *country == code) {
        let message = format!("`{}` is a country, not a language", brief(text));
        return Err(Mistake::with_help(message, format!("did you mean `{meant}`?")));
    }
    let message = format!("`{}` is not a language code", brief(text));
    let known = |language: &Language| match language.as_str() {
        // No list of the three-letter codes (ISO 639-3 has 8,000) is worth its size: a wrong one is seen in two letters.
        code if code.len() == 2 => TWO_LETTER_CODES.split(' ').any(|known| known == code),
        _ => true,
    };
    let read = text.parse().ok().filter(known);
    read.ok_or_else(|| Mistake::with_help(message, "write two or three letters, such as `fr`"))
}

/// ISO 639-1, with the codes that it had and that feeds still bear.
const TWO_LETTER_CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io \
    is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt \
    my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr \
    ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Codes of countries: those that have names among the concepts, and of their unions, whose feeds are nobody's alone.
static COUNTRIES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let named = name_packs().filter_map(|pack| pack.name.strip_prefix("country-"));
    named.chain(["eu", "un"]).collect()
});

/// Reads a country code of ISO 3166-1.
pub(super) fn country(text: &str) -> Result<String, Mistake> {
    let code = text.to_ascii_lowercase();
    if COUNTRIES.contains(code.as_str()) {
        return Ok(code);
    }
    let help = match code.as_str() {
        "uk" => "did you mean `gb`, the United Kingdom, or `ua`, Ukraine?",
        _ => "write two letters of ISO 3166-1, such as `fr`",
    };
    Err(Mistake::with_help(format!("`{}` is not a country code", brief(text)), help))
}

/// Reads the name of a time zone.
pub(super) fn zone(text: &str) -> Result<Zone, Mistake> {
    text.parse::<Zone>().map_err(|_| {
        let names = || chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        let city = |name: &&str| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(text));
        let meant = names().find(city).or_else(|| closest(text, names()));
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "write a name of the IANA database, such as `Europe/Paris`".to_owned(),
        };
        Mistake::with_help(format!("there is no time zone `{}`", brief(text)), help)
    })
}

/// An address as lists of feeds and browsers' buttons write it (`feed://…`, `feed:https://…`), as one of the web.
#[must_use]
pub fn without_feed_scheme(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let scheme = text.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("feed:"));
    match scheme.map(|scheme| &text[scheme.len()..]) {
        None => text.into(),
        Some(rest) if rest.starts_with("//") => format!("http:{rest}").into(),
        Some(rest) => rest.into(),
    }
}

/// Reads an address of the web, without credentials in it.
pub(super) fn address(text: &str) -> Result<Url, Mistake> {
    let text = text.trim();
    let url = Url::parse(text).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => {
            let help = format!("did you mean `https://{}`?", brief(text.trim_start_matches('/')));
            Mistake::with_help("a web address begins with `https://` or `http://`", help)
        }
        error => Mistake::from(format!("not a web address: {error}")),
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        let message = format!("`{}` addresses cannot be used", brief(url.scheme()));
        return Err(Mistake::with_help(message, "write an `https://` or `http://` address"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let help = "leave `user:password@` out; feeds take `username` and `password_file`";
        return Err(Mistake::with_help("an address must not hold a password", help));
    }
    Ok(url)
}

/// Reads `Name <user@example.org>` or `user@example.org`.
pub(super) fn mailbox(text: &str) -> Result<Mailbox, Mistake> {
    let mailbox: Mailbox = text.parse().map_err(|_| {
        let help = "write `user@example.org` or `Name <user@example.org>`";
        Mistake::with_help(format!("`{}` is not a mail address", brief(text)), help)
    })?;
    if !mailbox.email.user().is_ascii() {
        let message = format!("`{}` has letters before the `@` that most mail servers refuse", brief(text));
        return Err(Mistake::with_help(
            message,
            "write an address of plain letters there; the domain may hold others",
        ));
    }
    Ok(mailbox)
}

/// Reads `10.0.0.0/8` or a single address.
pub(super) fn network(text: &str) -> Result<Cidr, Mistake> {
    let wrong = || {
        let message = format!("`{}` is not a network", brief(text));
        Mistake::with_help(message, "write it as `10.0.0.0/8` or `fd00::/8`")
    };
    let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
    let address: IpAddr = address.parse().map_err(|_| wrong())?;
    let bits = if address.is_ipv4() { 32 } else { 128 };
    let prefix = prefix.map_or(Ok(bits), |p| p.parse().map_err(|_| wrong()))?;
    if prefix > bits {
        return Err(wrong());
    }
    let first = match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(u32::from(32 - prefix)).unwrap_or(0);
            IpAddr::from((v4.to_bits() & mask).to_be_bytes())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(u32::from(128 - prefix)).unwrap_or(0);
            IpAddr::from((v6.to_bits() & mask).to_be_bytes())
        }
    };
    if first != address {
        let message = format!("`{}` does not begin its network", brief(text));
        return Err(Mistake::with_help(message, format!("did you mean `{first}/{prefix}`?")));
    }
    Ok(Cidr { address, prefix })
}

/// Reads `07:30`.
pub(super) fn time_of_day(text: &str) -> Result<NaiveTime, Mistake> {
    let wrong = || {
        let message = format!("`{}` is not a time of day", brief(text));
        Mistake::with_help(message, "write hours and minutes from `00:00` to `23:59`")
    };
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let number = |digits: &str| {
        let good = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|_| good)
    };
    let (hour, minute) = (number(hour).ok_or_else(wrong)?, number(minute).ok_or_else(wrong)?);
    NaiveTime::from_hms_opt(hour, minute, 0).ok_or_else(wrong)
}
