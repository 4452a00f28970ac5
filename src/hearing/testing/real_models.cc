#include "hearing/testing/real_models.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "audio/wav_file.h"
#include "hearing/whisper_conversion.h"

namespace vivavoce::hearing::testing {

Result<std::filesystem::path> DirectoryModelStore::File(std::string_view model_id,
                                                        std::string_view file) const {
  const auto home = runtime::HomeDirectory();
  if (!home) return Fail(home.error());
  const std::filesystem::path directory = *home / "models" / model_id;
  const std::filesystem::path path = directory / file;
  if (!std::filesystem::exists(path) && file == kWhisperGgmlFile) {
    if (Status ok = ConvertCt2WhisperToGgml(directory); !ok) return Fail(ok.error());
  }
  if (!std::filesystem::exists(path)) {
    return Fail(Error::NotFound("model file not found: " + path.string()));
  }
  return path;
}

std::vector<SpeechClip> ReadSpeechClips(const std::filesystem::path& source_dir) {
  const std::filesystem::path directory = source_dir / "tests" / "data" / "speech";
  std::vector<SpeechClip> clips;
  std::ifstream manifest(directory / "manifest.jsonl");
  for (std::string line; std::getline(manifest, line);) {
    const auto entry = nlohmann::json::parse(line, nullptr, false);
    if (entry.is_discarded()) continue;
    const std::string file = entry.value("file", "");
    auto wav = audio::ReadWav(directory / file);
    if (!wav || wav->sample_rate_hz != 16000) continue;
    clips.push_back({file, LanguageFromCode(entry.value("lang", "")), entry.value("text", ""),
                     std::move(wav->samples)});
  }
  return clips;
}

}  // namespace vivavoce::hearing::testing
