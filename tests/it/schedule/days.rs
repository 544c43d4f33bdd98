use vigie::schedule::Weekdays;

#[track_caller]
fn check(text: &str, expected: &str) {
    let shown = match text.parse::<Weekdays>() {
        Ok(days) => days.to_string(),
        Err(error) => error.to_string(),
    };
    assert_eq!(shown, expected, "for {text:?}");
}

#[test]
fn days_are_names_ranges_and_lists() {
    check("mon-fri", "mon,tue,wed,thu,fri");
    check("mon-sun", "mon,tue,wed,thu,fri,sat,sun");
    check("sat,sun", "sat,sun");
    check("Fri - Mon", "mon,fri,sat,sun");
    check("mon, wed ,fri", "mon,wed,fri");
    check("tue", "tue");
}

#[test]
fn what_is_no_day_is_named() {
    check(
        "lundi",
        "`lundi` is not a day: write `mon` to `sun`, ranges such as `mon-fri`, and commas between them",
    );
    check("mon-", "`` is not a day: write `mon` to `sun`, ranges such as `mon-fri`, and commas between them");
    check("", "`` is not a day: write `mon` to `sun`, ranges such as `mon-fri`, and commas between them");
}
