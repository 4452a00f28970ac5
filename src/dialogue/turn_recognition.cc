#include "dialogue/turn_recognition.h"

#include "dialogue/history.h"
#include "text/utf8.h"

namespace vivavoce::dialogue {

std::string TurnRecognition::FinalText() const {
  std::string text;
  for (const Segment& segment : segments) text = JoinText(text, segment.text);
  if (last && last->done) text = JoinText(text, last->text);
  return text;
}

std::string TurnRecognition::Text() const {
  std::string text;
  for (const Segment& segment : segments) text = JoinText(text, segment.text);
  const bool known = last && last->done && !last->failed;
  return JoinText(text, known ? last->text : partial.value_or(""));
}

Language TurnRecognition::BestLanguage() const {
  if (last && last->done && last->language != Language::kUnknown) return last->language;
  for (auto s = segments.rbegin(); s != segments.rend(); ++s) {
    if (s->language != Language::kUnknown) return s->language;
  }
  return partial_language;
}

std::string TurnRecognition::Tone() const {
  if (last && last->done && !last->tone.empty()) return last->tone;
  for (auto s = segments.rbegin(); s != segments.rend(); ++s) {
    if (!s->tone.empty()) return s->tone;
  }
  return {};
}

std::shared_ptr<const hearing::Perception> TurnRecognition::Heard() const {
  if (last && last->done && last->heard) return last->heard;
  for (auto s = segments.rbegin(); s != segments.rend(); ++s) {
    if (s->heard) return s->heard;
  }
  return nullptr;
}

std::string TurnRecognition::AgreedText(const std::string& before, const std::string& now) {
  const std::u32string a = text::ToUtf32(before), b = text::ToUtf32(now);
  const auto same = static_cast<size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  // A Chinese character is a word; an English one ends before a space.
  size_t end = same;
  while (end > 0 && b[end - 1] < 0x2E80 && !(end < b.size() && b[end] == U' ')) --end;
  return text::ToUtf8(b.substr(0, end));
}

TurnRecognition::Segment* TurnRecognition::FindJob(JobId job) {
  if (job == 0) return nullptr;
  if (last && last->job == job) return &*last;
  const auto it = std::ranges::find(segments, job, &Segment::job);
  return it == segments.end() ? nullptr : &*it;
}

std::vector<JobId> TurnRecognition::Running() const {
  std::vector<JobId> jobs;
  if (partial_job != 0) jobs.push_back(partial_job);
  for (const Segment& segment : segments) {
    if (!segment.done) jobs.push_back(segment.job);
  }
  if (last && !last->done) jobs.push_back(last->job);
  return jobs;
}

}  // namespace vivavoce::dialogue
