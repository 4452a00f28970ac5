#include <fmt/format.h>

#include "base/base64.h"
#include "eval/expressive_report.h"
#include "text/escape_markup.h"

namespace vivavoce::eval {
namespace {

constexpr std::string_view kExpressiveHead = R"(<!doctype html><html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Directions heard in the voice</title><style>
body{font:15px/1.5 system-ui,sans-serif;max-width:66rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse}td,th{padding:.15rem .6rem;text-align:left;white-space:nowrap}
.bar{position:relative;width:16rem;height:1em;background:#f3e4e2}
.bar i{position:absolute;top:0;bottom:0;background:#2e8b57}
.bar b{position:absolute;top:45%;height:2px;background:#333}
.fails td:first-child::before{content:"* "}
details{border-top:1px solid #ddd;padding:.3rem 0}summary{cursor:pointer}
.bad summary{color:#c0392b}.note{color:#666;font-size:.88em}audio{height:2rem;vertical-align:middle}
p{margin:.3rem 0 .3rem 1.5rem}</style>
<h1>Directions heard in the voice</h1>
<p>Green: share of texts whose sound changes as the direction asks, measured against the same words
without it; line: 95 % confidence interval (Wilson). Loss: points of the recogniser's error rate.
Below are all texts with both recordings; those that fall short are red.</p>
)";

std::string ExpressivePlot(const std::vector<ExpressiveRow>& rows) {
  std::string html =
      "<table><tr><th>expression<th><th>part<th>heard<th><th>plain<th>directed<th>loss</tr>\n";
  for (const ExpressiveRow& row : rows) {
    const Proportion& p = row.right;
    html += fmt::format(
        "<tr{}><td>{}<td>{}<td>{}<td><div class=bar><i style=\"left:0;width:{:.1f}%\"></i><b "
        "style=\"left:{:.1f}%;width:{:.1f}%\"></b></div><td>{:.1f} % ({}/{})<td>{:.1f} %<td>{:.1f} "
        "%<td>{:+.1f}</tr>\n",
        row.Passes() ? "" : " class=fails", row.expression,
        row.language == Language::kUnknown ? "both" : LanguageCode(row.language),
        row.held_out ? "held out" : "tuned", 100 * p.share(), 100 * p.low(),
        100 * (p.high() - p.low()), 100 * p.share(), p.count, p.of, 100 * row.neutral.rate(),
        100 * row.directed.rate(), row.LossPoints());
  }
  return html + "</table>\n";
}

std::string Player(std::string_view label, std::string_view mp3, std::string_view heard) {
  const std::string sound =
      mp3.empty() ? ""
                  : fmt::format("<audio controls preload=none src=\"data:audio/mpeg;base64,{}\">"
                                "</audio> ",
                                EncodeBase64(mp3));
  return fmt::format("<p>{} {}<span class=note>heard: {}</span></p>\n", label, sound,
                     text::EscapeMarkup(heard));
}

std::string ExpressiveDetails(const ExpressiveOutcome& outcome) {
  std::string cues;
  for (const ExpressionCue& cue : outcome.verdict.cues) {
    cues += fmt::format("{}{} {:.2f} {}{}", cues.empty() ? "" : ", ", cue.name, cue.value, cue.unit,
                        cue.met ? "" : " (no)");
  }
  return fmt::format("<details{}><summary>{}: {} <span class=note>{}, {}</span></summary>\n{}{}"
                     "</details>\n",
                     outcome.verdict.right ? "" : " class=bad", outcome.text.id,
                     text::EscapeMarkup(outcome.text.directed), text::EscapeMarkup(outcome.voice),
                     text::EscapeMarkup(cues),
                     Player("plain", outcome.neutral_sound, outcome.neutral_heard),
                     Player("directed", outcome.directed_sound, outcome.directed_heard));
}

}  // namespace

std::string ExpressiveHtml(const std::vector<ExpressiveOutcome>& outcomes) {
  std::string html(kExpressiveHead);
  html += ExpressivePlot(ExpressiveRows(outcomes));
  for (const ExpressiveOutcome& outcome : outcomes) html += ExpressiveDetails(outcome);
  return html + "</html>\n";
}

}  // namespace vivavoce::eval
