#include "speaking/event_recipes.h"

#include <algorithm>
#include <cmath>

namespace vivavoce::speaking {
namespace {

// How loud a sound is against the words beside it, in dB; 0: as the model makes it.
using Level = float;

class Recipe {
 public:
  Recipe(const text::Manner& manner) : manner_(manner) {}

  // A sound without voice: breath, friction.
  void Breath(char32_t symbol, int frames, float n_from, float n_to, Level level = 0) {
    Add(symbol, {.energy_db = level, .frames = frames, .n_from = n_from, .n_to = n_to});
  }
  // A voiced sound; `from` and `to` are factors of the voice's middle F0.
  void Voiced(char32_t symbol, int frames, float from, float to, float n_from, float n_to,
              Level level = 0) {
    Add(symbol, {.energy_db = level,
                 .frames = frames,
                 .f0_from = from,
                 .f0_to = to,
                 .n_from = n_from,
                 .n_to = n_to});
  }
  // A vowel whose voice is taken out of it: the shape of the mouth is heard in the breath.
  void Whispered(char32_t symbol, int frames, float n_from, float n_to, Level level) {
    Add(symbol, {.energy_db = level,
                 .whisper = 1,
                 .frames = frames,
                 .f0_from = 1,
                 .f0_to = 0.8f,
                 .n_from = n_from,
                 .n_to = n_to});
  }
  EventRecipe Take() { return std::move(recipe_); }

 private:
  // What a direction of 5 dB does to words by effort and by gain together.
  static constexpr float kLevelPerDb = 0.8f;
  static constexpr float kLoudest = -0.5f;

  void Add(char32_t symbol, PhonemeTarget target) {
    const float pitch = std::exp2(manner_.pitch_st / 12);
    const float energy = std::clamp(manner_.energy_db * 0.4f, -5.0f, 3.0f);
    const float frames = static_cast<float>(target.frames) / manner_.rate;
    target.frames = std::max(1, static_cast<int>(std::lround(frames)));
    target.f0_from *= pitch;
    target.f0_to *= pitch;
    target.n_from += energy;
    target.n_to += energy;
    if (target.energy_db < 0) {
      target.energy_db = std::min(kLoudest, target.energy_db + manner_.energy_db * kLevelPerDb);
    }
    recipe_.phonemes += symbol;
    recipe_.targets.push_back(target);
  }

  const text::Manner manner_;
  EventRecipe recipe_;
};

struct Fall {
  float from = 0, to = 0;
};

// Bursts of breath and vowel, each lower and weaker than the one before; laughs have 4 to 5 a
// second (Bachorowski, Smoski and Owren 2001).
void Bursts(Recipe& recipe, bool chinese, bool open, int count, Fall f0, Fall n, Fall level) {
  const char32_t breath = chinese ? U'x' : U'h';
  const char32_t vowel = open ? (chinese ? U'a' : U'ɑ') : (chinese ? U'ə' : U'ʌ');
  // With its tone or its length behind it, a vowel between breaths stays voiced.
  const char32_t mark = chinese ? U'→' : U'ː';
  constexpr Level kBreathLevel = -20;
  for (int i = 0; i < count; ++i) {
    const float x = count > 1 ? static_cast<float>(i) / static_cast<float>(count - 1) : 0;
    const float pitch = f0.from * std::pow(f0.to / f0.from, x);
    const float effort = n.from + (n.to - n.from) * x;
    recipe.Breath(breath, 3, -3, -4, kBreathLevel - 3 * x);
    const Level loud = level.from + (level.to - level.from) * x;
    recipe.Voiced(vowel, open ? 4 : 3, pitch * 1.03f, pitch * 0.96f, effort, effort - 1.5f, loud);
    recipe.Voiced(mark, 1, pitch * 0.96f, pitch * 0.94f, effort - 1.5f, effort - 1.5f, loud);
  }
}

}  // namespace

EventRecipe RecipeOf(text::VocalEvent event, Language language, const text::Manner& manner,
                     float amount) {
  using text::VocalEvent;
  const bool chinese = language == Language::kChinese;
  const char32_t breath = chinese ? U'x' : U'h';
  const char32_t open = chinese ? U'a' : U'ɑ';
  const auto times = [&](int count) {
    return std::max(2, static_cast<int>(std::lround(static_cast<float>(count) * amount)));
  };
  // English vowels out of words come out weaker than Chinese ones (measured: 8 to 13 dB).
  const float lift = chinese ? 0 : 4;
  Recipe recipe(manner);
  switch (event) {
    case VocalEvent::kLaugh:
      Bursts(recipe, chinese, /*open=*/true, times(5), {1.65f, 0.95f}, {9.5f, 4}, {-3, -10});
      break;
    case VocalEvent::kChuckle:
      Bursts(recipe, chinese, /*open=*/false, times(4), {1.15f, 0.85f}, {7 + lift, 4 + lift},
             {-9, -14});
      break;
    case VocalEvent::kSigh:
      // Voiced, English ones are taken for a word ("ha").
      recipe.Breath(breath, 4, 2, 4, -18);
      if (chinese) recipe.Whispered(open, times(10), 3, 2, -13);
      if (!chinese) recipe.Breath(breath, times(8), 4, 4, -17);
      recipe.Breath(breath, times(12), 3, 1, -23);
      break;
    case VocalEvent::kBreathIn:
      recipe.Breath(breath, times(16), 5, 2, -19);
      break;
    case VocalEvent::kGasp:
      recipe.Breath(breath, 6, 1, 6, -15);
      recipe.Voiced(open, 4, 1.35f, 1.6f, 4, 1, -8);
      break;
    case VocalEvent::kHmm:
      if (chinese) recipe.Voiced(U'ə', 3, 0.98f, 0.96f, 0, 1);
      if (!chinese) recipe.Voiced(U'ʌ', 3, 0.98f, 0.96f, lift, 2 + lift);
      recipe.Voiced(chinese ? U'n' : U'm', 9, 0.96f, 0.88f, 1 + lift, 0.5f + lift);
      recipe.Voiced(chinese ? U'n' : U'm', 7, 0.88f, 0.84f, 0.5f + lift, -2 + lift);
      break;
    case VocalEvent::kUh:
      recipe.Voiced(chinese ? U'ɤ' : U'ʌ', 10, 0.96f, 0.86f, 2 + lift, 1 + lift);
      recipe.Voiced(U'ː', 6, 0.86f, 0.8f, 1 + lift, -2 + lift);
      break;
    case VocalEvent::kTut:
      for (int i = 0; i < 2; ++i) {
        recipe.Breath(U't', 2, 3, 5);
        recipe.Breath(U's', 3, 4, -4);
      }
      break;
    case VocalEvent::kSob:
      for (int i = 0; i < times(3); ++i) {
        const float lower = 1 - 0.1f * static_cast<float>(i);
        recipe.Breath(breath, 4, -1, 3, -18);
        recipe.Voiced(U'ə', 5, 1.3f * lower, 1.08f * lower, 3 + lift, -1 + lift,
                      -9 - 2 * static_cast<float>(i));
      }
      break;
    case VocalEvent::kYawn:
      recipe.Breath(breath, 8, -1, 4);
      recipe.Voiced(open, times(16), 0.8f, 1.2f, 2, 4);
      recipe.Voiced(U'ː', times(14), 1.2f, 0.66f, 4, -2);
      recipe.Breath(breath, 6, 1, -5);
      break;
    case VocalEvent::kThroatClear:
      recipe.Voiced(U'ə', 3, 0.8f, 0.75f, 4, 5);
      recipe.Breath(breath, 4, 5, 3);
      recipe.Voiced(U'ə', 4, 0.85f, 0.75f, 5, 2);
      recipe.Voiced(U'm', 4, 0.75f, 0.7f, 1, -3);
      break;
  }
  return recipe.Take();
}

}  // namespace vivavoce::speaking
