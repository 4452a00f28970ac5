// Refuses what a recogniser invents when nobody spoke. Whisper was trained on subtitles, so noise
// becomes "Thank you for watching" or the credits of a subtitle team. Threads  pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace vivavoce::hearing {

struct GuardConfig {
  float silence_dbfs = -55.0f;        // no 30 ms louder than this: nothing was said
  float quiet_dbfs = -38.0f;          // below this, a lone stock phrase is not believed
  float no_speech = 0.6f;             // with a low log-probability: nothing was said
  float low_log_probability = -1.0f;  // mean of the tokens (Whisper's own fallback threshold)
  float no_log_probability = -1.8f;   // below this it is guessing, whatever it thinks of speech
};

struct Evidence {
  float loudest_dbfs = -120;  // LoudestDbfs() of the clip
  float no_speech_probability = 0;
  float mean_log_probability = 0;
};

// RMS level of the loudest 30 ms, dBFS; the whole clip when it is shorter.
float LoudestDbfs(std::span<const float> samples_16k);

// Trims, removes bracketed sound captions ("[Music]", "(掌声)", "♪"), and gives "" for an
// invention. `prompt` is what the decoder was primed with: a transcript that only repeats it is
// one.
std::string GuardedText(std::string_view text, std::string_view prompt, const Evidence& evidence,
                        const GuardConfig& config = {});

}  // namespace vivavoce::hearing
