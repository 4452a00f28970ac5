#include "speaking/prosody_plan.h"

#include <algorithm>
#include <cmath>

#include "speaking/event_recipes.h"
#include "speaking/phoneme_chunks.h"
#include "speaking/phoneme_override.h"
#include "text/phoneme_alphabet.h"

namespace vivavoce::speaking {
namespace {

using text::Manner;
using text::SpeechCue;

constexpr std::u32string_view kVowels = U"AIOQWYaeiouyɑɐɒæɔəɚɛɜɤɨɪʊʌøœᵻ";
constexpr std::u32string_view kNasals = U"mnŋ";
// Shorter sounds are lost under the words.
constexpr float kLeastAmount = 0.4f;

bool IsVowel(char32_t c) { return kVowels.contains(c); }

class Planner {
 public:
  Planner(const text::PhonemeText& spoken, const SynthesisRequest& request, Language language)
      : request_(request), language_(language) {
    plan_.phonemes = spoken.phonemes;
    plan_.words = spoken.words;
    plan_.targets.resize(spoken.phonemes.size());
  }

  ProsodyPlan Run(const std::vector<SpeechCue>& cues) {
    for (const SpeechCue& cue : cues) {
      if (cue.kind == SpeechCue::Kind::kPhonemes) Pronounce(cue);
    }
    Manner whole = request_.scene;
    whole = Joined(whole, {.pitch_st = request_.profile.pitch_st,
                           .energy_db = request_.profile.energy_db});
    Apply(whole, 0, plan_.phonemes.size());
    for (const SpeechCue& cue : cues) {
      const auto [begin, end] = PhonemesOf(cue.begin, cue.end);
      if (begin == end) continue;
      if (cue.kind == SpeechCue::Kind::kManner) Apply(cue.manner, begin, end);
      if (cue.kind == SpeechCue::Kind::kEmphasis) Emphasise(cue, begin, end);
    }
    std::vector<Insertion> insertions;
    for (const SpeechCue& cue : cues) {
      if (cue.kind == SpeechCue::Kind::kPause || cue.kind == SpeechCue::Kind::kEvent) {
        insertions.push_back({&cue, PhonemeAt(cue.begin)});
      }
    }
    std::ranges::stable_sort(insertions, {}, &Insertion::at);
    const bool words = IsSpeakable(plan_.phonemes);
    words_end_ = plan_.phonemes.size();
    // From the back, so that the places of those before stay.
    for (auto next = insertions.rbegin(); next != insertions.rend(); ++next) {
      if (next->cue->kind == SpeechCue::Kind::kEvent) {
        InsertEvent(*next->cue, next->at);
      } else {
        InsertPause(*next->cue, next->at);
      }
    }
    if (!words && !plan_.events.empty()) AddCarrier();
    return std::move(plan_);
  }

 private:
  struct Stretch {
    size_t begin = 0, end = 0;
  };
  struct Insertion {
    const SpeechCue* cue = nullptr;
    size_t at = 0;  // phoneme
  };

  // The phonemes of the words that [begin, end) of the text touches, with the marks behind them.
  Stretch PhonemesOf(size_t begin, size_t end) const {
    Stretch stretch{plan_.phonemes.size(), 0};
    for (size_t i = 0; i < plan_.words.size(); ++i) {
      const text::PhonemeWord& word = plan_.words[i];
      if (word.text_end <= begin || word.text_begin >= end) continue;
      stretch.begin = std::min(stretch.begin, word.phoneme_begin);
      stretch.end =
          i + 1 < plan_.words.size() ? plan_.words[i + 1].phoneme_begin : plan_.phonemes.size();
    }
    if (stretch.begin >= stretch.end) return {};
    return stretch;
  }

  // Where something before byte `at` of the text is put in.
  size_t PhonemeAt(size_t at) const {
    for (const text::PhonemeWord& word : plan_.words) {
      if (word.text_end > at) return word.phoneme_begin;
    }
    return plan_.phonemes.size();
  }

  void Insert(size_t at, std::u32string_view phonemes, std::vector<PhonemeTarget> targets) {
    const size_t count = phonemes.size();
    targets.resize(count);
    plan_.phonemes.insert(at, phonemes);
    plan_.targets.insert(plan_.targets.begin() + static_cast<ptrdiff_t>(at), targets.begin(),
                         targets.end());
    for (text::PhonemeWord& word : plan_.words) {
      if (word.phoneme_begin >= at) word.phoneme_begin += count;
      if (word.phoneme_end > at) word.phoneme_end += count;
    }
    for (PlannedPause& pause : plan_.pauses) pause.phoneme += pause.phoneme >= at ? count : 0;
    for (PlannedEvent& event : plan_.events) {
      if (event.begin < at) continue;
      event.begin += count;
      event.end += count;
    }
  }

  void Pronounce(const SpeechCue& cue) {
    const std::u32string phonemes = PhonemesFromNotation(cue.phonemes);
    const auto first = std::ranges::find_if(plan_.words, [&](const text::PhonemeWord& word) {
      return word.text_end > cue.begin && word.text_begin < cue.end;
    });
    if (phonemes.empty() || first == plan_.words.end()) return;
    auto last = first;
    while (std::next(last) != plan_.words.end() && std::next(last)->text_begin < cue.end) ++last;
    const size_t begin = first->phoneme_begin, end = last->phoneme_end;
    const text::PhonemeWord word{first->text_begin, last->text_end, begin,
                                 begin + phonemes.size()};
    const size_t old = end - begin;
    plan_.phonemes.replace(begin, old, phonemes);
    plan_.targets.assign(plan_.phonemes.size(), {});
    const auto next = plan_.words.erase(first, std::next(last));
    for (auto rest = plan_.words.insert(next, word) + 1; rest != plan_.words.end(); ++rest) {
      rest->phoneme_begin += phonemes.size() - old;
      rest->phoneme_end += phonemes.size() - old;
    }
  }

  void Apply(const Manner& manner, size_t begin, size_t end) {
    if (manner == Manner{} || begin >= end) return;
    const auto count = static_cast<float>(end - begin);
    // Pitch arrives at the last vowel: what follows it may have no voice.
    size_t last_vowel = end - 1;
    while (last_vowel > begin && !IsVowel(plan_.phonemes[last_vowel])) --last_vowel;
    const bool has_vowel = IsVowel(plan_.phonemes[last_vowel]);
    const auto voiced = has_vowel ? static_cast<float>(last_vowel + 1 - begin) : count;
    // A drift is heard at the end of a phrase, where listeners expect it.
    const auto drift = [](float x) { return x * std::sqrt(x); };
    for (size_t i = begin; i < end; ++i) {
      PhonemeTarget& target = plan_.targets[i];
      const float x = drift(static_cast<float>(i - begin) / count);
      const float x_end = drift(static_cast<float>(i + 1 - begin) / count);
      const float pitch_x = drift(std::min(1.0f, static_cast<float>(i - begin) / voiced));
      const float pitch_x_end = drift(std::min(1.0f, static_cast<float>(i + 1 - begin) / voiced));
      target.duration /= manner.rate * std::pow(manner.rate_drift, x_end);
      target.pitch_st += manner.pitch_st + manner.pitch_drift_st * pitch_x;
      target.pitch_end_st += manner.pitch_st + manner.pitch_drift_st * pitch_x_end;
      target.rise_to_st = std::max(target.rise_to_st, manner.rise_to_st);
      const char32_t phoneme = plan_.phonemes[i];
      target.voiced = target.rise_to_st > 0 && (IsVowel(phoneme) || kNasals.contains(phoneme));
      target.range *= manner.range;
      target.energy_db += manner.energy_db + manner.energy_drift_db * x;
      target.energy_end_db += manner.energy_db + manner.energy_drift_db * x_end;
      target.whisper = std::max(target.whisper, manner.whisper);
      target.tremble = std::max(target.tremble, manner.tremble);
      const bool mark = text::IsPausePhoneme(plan_.phonemes[i]);
      if (mark) target.duration *= manner.pause * (1 + 0.5f * manner.hesitation);
    }
    if (manner.hesitation > 0) Hesitate(manner.hesitation, begin, end);
  }

  // Words are drawn out, and each first sound of a phrase a little.
  void Hesitate(float amount, size_t begin, size_t end) {
    for (size_t w = 0; w < plan_.words.size(); ++w) {
      const text::PhonemeWord& word = plan_.words[w];
      if (word.phoneme_begin < begin || word.phoneme_end > end) continue;
      const bool before_break = word.phoneme_end < plan_.phonemes.size() &&
                                text::IsPausePhoneme(plan_.phonemes[word.phoneme_end]);
      const float share = before_break || w == 0 ? 0.6f : w % 3 == 0 ? 0.3f : 0;
      for (size_t i = word.phoneme_begin; i < word.phoneme_end; ++i) {
        if (IsVowel(plan_.phonemes[i])) plan_.targets[i].duration *= 1 + share * amount;
      }
    }
  }

  void Emphasise(const SpeechCue& cue, size_t begin, size_t end) {
    const float strength = std::clamp(cue.strength, -1.0f, 1.5f);
    const bool chinese = language_ == Language::kChinese;
    size_t last_word = begin;
    for (const text::PhonemeWord& word : plan_.words) {
      if (word.phoneme_begin < begin || word.phoneme_end > end) continue;
      last_word = word.phoneme_end;
      bool stressed = false;
      for (size_t i = word.phoneme_begin; i < word.phoneme_end; ++i) {
        PhonemeTarget& target = plan_.targets[i];
        const char32_t symbol = plan_.phonemes[i];
        if (symbol == U'ˈ') stressed = true;
        const bool peak = IsVowel(symbol) && (stressed || chinese);
        target.duration *= 1 + (peak ? 0.38f : 0.18f) * strength;
        const float st = chinese ? 1.5f : peak ? 3.6f : 2.4f;
        target.pitch_st += st * strength;
        target.pitch_end_st += st * strength;
        if (chinese) target.range *= std::max(0.5f, 1 + 0.4f * strength);
        target.energy_db += (peak ? 4.0f : 3.0f) * strength;
        target.energy_end_db += (peak ? 4.0f : 3.0f) * strength;
        if (peak && !chinese) stressed = false;
      }
    }
    if (strength <= 0.5f) return;
    // What follows a stress is flatter and softer.
    for (size_t i = last_word; i < plan_.targets.size(); ++i) {
      PhonemeTarget& target = plan_.targets[i];
      target.pitch_st -= 0.7f * strength;
      target.pitch_end_st -= 0.7f * strength;
      target.range *= 0.92f;
      target.energy_db -= 0.8f * strength;
      target.energy_end_db -= 0.8f * strength;
    }
  }

  void InsertPause(const SpeechCue& cue, size_t at) {
    if (at == words_end_) {
      plan_.end_pause_ms += cue.pause_ms;
      return;
    }
    if (!IsSpeakable(std::u32string_view(plan_.phonemes).substr(0, at))) {
      plan_.lead_pause_ms += cue.pause_ms;
      return;
    }
    // A mark that stands there becomes the silence; otherwise a comma is put in.
    size_t mark = at;
    while (mark > 0 && plan_.phonemes[mark - 1] == U' ') --mark;
    if (mark > 0 && text::IsPausePhoneme(plan_.phonemes[mark - 1])) {
      --mark;
    } else {
      const bool space = mark < at;
      Insert(mark, space ? U"," : U", ", {});
    }
    const auto same = std::ranges::find(plan_.pauses, mark, &PlannedPause::phoneme);
    if (same != plan_.pauses.end()) {
      same->ms += cue.pause_ms;
    } else {
      plan_.pauses.insert(plan_.pauses.begin(), {mark, cue.pause_ms});
    }
  }

  float Amount(text::VocalEvent event) const {
    if (text::IsLaughter(event)) return request_.profile.laughter;
    if (event == text::VocalEvent::kSigh) return request_.profile.sighs;
    return 1;
  }

  void InsertEvent(const SpeechCue& cue, size_t at) {
    const float amount = Amount(cue.event);
    if (amount <= 0) return;
    EventRecipe recipe = RecipeOf(cue.event, language_,
                                  Joined(cue.manner, {.pitch_st = request_.scene.pitch_st * 0.5f}),
                                  std::max(kLeastAmount, amount));
    const bool last = at == words_end_;
    const size_t count = recipe.phonemes.size();
    // A short break on both sides; between words and the sound they run together.
    std::u32string lead;
    if (at > 0 && plan_.phonemes[at - 1] != U' ') {
      lead = text::IsPausePhoneme(plan_.phonemes[at - 1]) ? U" " : U", ";
    }
    const std::u32string tail = last ? U"." : U", ";
    recipe.targets.insert(recipe.targets.begin(), lead.size(), PhonemeTarget{});
    Insert(at, lead + recipe.phonemes + tail, std::move(recipe.targets));
    const size_t begin = at + lead.size();
    plan_.events.insert(plan_.events.begin(), {cue.event, begin, begin + count});
  }

  void AddCarrier() {
    while (!plan_.phonemes.empty() && plan_.phonemes.back() == U' ') {
      plan_.phonemes.pop_back();
      plan_.targets.pop_back();
    }
    plan_.phonemes += U' ';
    plan_.carrier_begin = plan_.phonemes.size();
    plan_.phonemes += language_ == Language::kChinese ? U"ni↓xau↓ ni↓xau↓." : U"hˈI ðˈɛɹ, jˈɛs.";
    plan_.targets.resize(plan_.phonemes.size());
  }

  const SynthesisRequest& request_;
  const Language language_;
  size_t words_end_ = 0;
  ProsodyPlan plan_;
};

}  // namespace

bool ProsodyPlan::Neutral() const {
  return events.empty() && pauses.empty() &&
         std::ranges::all_of(targets, [](const PhonemeTarget& t) { return t == PhonemeTarget{}; });
}

ProsodyPlan PlanProsody(const text::PhonemeText& spoken, const std::vector<SpeechCue>& cues,
                        const SynthesisRequest& request, Language language) {
  return Planner(spoken, request, language).Run(cues);
}

}  // namespace vivavoce::speaking
