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
  float min_swing_db = 4.0f;          // LevelSwingDb() below it: steady noise or a tone
  float no_speech = 0.45f;            // with a low log-probability: nothing was said
  float low_log_probability = -1.0f;  // mean of the tokens (Whisper's own fallback threshold)
  float no_log_probability = -1.4f;   // below this it is guessing, whatever it thinks of speech
};

// Measured with Whisper base: clear speech has -0.65..-0.04 and a no-speech probability of
// 0.00-0.28, white noise -3.3..-1.1 and 0.69-0.88.
struct Evidence {
  float loudest_dbfs = -120;  // LoudestDbfs() of the clip
  float no_speech_probability = 0;
  float mean_log_probability = 0;
};

// RMS level of the loudest 30 ms, dBFS; the whole clip when it is shorter.
float LoudestDbfs(std::span<const float> samples_16k);

// How far the level of 30 ms windows goes up and down, dB: white noise about 2, speech above 20.
// Clips shorter than 0.3 s give 120: they hold too little to judge.
float LevelSwingDb(std::span<const float> samples_16k);

// Trims, removes bracketed sound captions ("[Music]", "(掌声)", "♪"), and gives "" for an
// invention. `prompt` is what the decoder was primed with: a transcript that only repeats it is
// one.
std::string GuardedText(std::string_view text, std::string_view prompt, const Evidence& evidence,
                        const GuardConfig& config = {});

// Is the text nothing but a piece of a sentence that only we write? However sure the decoder is,
// nobody said it. Needs five ideographs or fifteen letters: "普通话" alone can be meant.
bool RepeatsPrompt(std::string_view text, std::string_view fixed_prompt);

// For partial transcripts. Where their sound ends the decoder at times begins anew: "What did you do?
// What did you". Drops a last sentence, finished or not, that says again how the one before begins
// (two ideographs or six letters at least). Somebody who did say it twice is heard in the next one.
std::string WithoutRestart(std::string text);

}  // namespace vivavoce::hearing
