use vigie::schedule::days_of_week;

#[track_caller]
fn check(text: &str, expected: &str) {
    let shown = match days_of_week(text) {
        Ok(days) => days.iter().map(|day| if *day { 'x' } else { '.' }).collect(),
        Err(error) => error.to_string(),
    };
    assert_eq!(shown, expected, "for {text:?}");
}

#[test]
fn days_are_names_ranges_and_lists() {
    check("mon-fri", "xxxxx..");
    check("mon-sun", "xxxxxxx");
    check("sat,sun", ".....xx");
    check("Fri - Mon", "x...xxx");
    check("mon, wed ,fri", "x.x.x..");
    check("tue", ".x.....");
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
