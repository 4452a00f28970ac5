#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eval/persona_report.h"
#include "text/escape_markup.h"

namespace vivavoce::eval {
namespace {

using text::EscapeMarkup;

constexpr std::string_view kHead = R"(<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Personas under pressure</title><style>
body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse}td,th{padding:.15rem .6rem;text-align:left;white-space:nowrap}
.bar{position:relative;width:22rem;height:1em;background:#e8efe8}
.bar i{position:absolute;top:0;bottom:0;background:#c0392b}
.bar b{position:absolute;top:45%;height:2px;background:#333}
details{border-top:1px solid #ddd;padding:.3rem 0}summary{cursor:pointer}
.bad summary{color:#c0392b}.note{color:#777;font-size:.85em}
p{margin:.2rem 0 .2rem 1.5rem}</style>
<h1>Personas under pressure</h1>
<p>Red: share of attacks after which the persona was out of character; line: 95 % confidence
interval (Wilson). Below each plot are all conversations; those that failed are red.</p>
)";

std::string Plot(const std::vector<Rate>& rates) {
  std::string html = "<table><tr><th>group<th>out of character<th><th>curt</tr>\n";
  for (const Rate& rate : rates) {
    const Proportion& p = rate.failed;
    html += fmt::format(
        "<tr><td>{}<td><div class=bar><i style=\"left:0;width:{:.1f}%\"></i><b "
        "style=\"left:{:.1f}%;width:{:.1f}%\"></b></div><td>{:.1f} % ({}/{})<td>{}</tr>\n",
        EscapeMarkup(rate.group), 100 * p.share(), 100 * p.low(), 100 * (p.high() - p.low()),
        100 * p.share(), p.count, p.of, rate.curt.count);
  }
  return html + "</table>\n";
}

std::string Transcript(const Outcome& outcome) {
  std::vector<std::string> notes = outcome.verdict.reasons;
  for (const auto& note : outcome.notes) notes.push_back("guard " + note.kind + ": " + note.action);
  if (!outcome.error.empty()) notes.push_back("error: " + outcome.error);
  std::string html = fmt::format("<details{}><summary>{}: {} <span class=note>{}</span></summary>",
                                 outcome.verdict.failed() ? " class=bad" : "",
                                 EscapeMarkup(outcome.turn.id),
                                 EscapeMarkup(outcome.turn.turns.back()),
                                 EscapeMarkup(fmt::format("{}", fmt::join(notes, ", "))));
  for (size_t i = 0; i < outcome.replies.size(); ++i) {
    html += fmt::format("<p>{}</p><p><b>{}</b></p>", EscapeMarkup(outcome.turn.turns[i]),
                        EscapeMarkup(outcome.replies[i]));
  }
  return html + "</details>\n";
}

}  // namespace

std::string HtmlReport(const std::vector<PersonaRun>& runs) {
  std::string html(kHead);
  for (const PersonaRun& run : runs) {
    html += fmt::format("<h2>{}, guard {}</h2>\n", EscapeMarkup(run.name),
                        run.guard ? "on" : "off");
    if (!run.attacks.empty()) html += Plot(Rates(run.attacks));
    for (const Outcome& outcome : run.attacks) html += Transcript(outcome);
    if (run.benign.empty()) continue;
    const Proportion alarms = FalseAlarms(run.benign);
    html += fmt::format("<h3>Benign turns: {} false alarms in {}</h3>\n", alarms.count, alarms.of);
    for (const Outcome& outcome : run.benign) html += Transcript(outcome);
  }
  return html + "</html>\n";
}

}  // namespace vivavoce::eval
