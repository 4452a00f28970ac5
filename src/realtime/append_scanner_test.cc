#include "realtime/append_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "base/base64.h"

namespace vivavoce::realtime::append_scanner_test {
namespace {

using ::testing::Optional;
using Json = nlohmann::json;

TEST(AppendScannerTest, FindsTheSoundInAnyOrderAndSpacing) {
  EXPECT_THAT(ScanAppend(R"({"type":"input_audio_buffer.append","audio":"AAAA"})"),
              Optional(std::string_view("AAAA")));
  EXPECT_THAT(ScanAppend(" {\n\t\"audio\" : \"AAAA\" , \"type\": \"input_audio_buffer.append\" }\r\n"),
              Optional(std::string_view("AAAA")));
  EXPECT_THAT(
      ScanAppend(R"({"event_id": "e 1", "type":"input_audio_buffer.append","audio":""})"),
      Optional(std::string_view("")));
}

TEST(AppendScannerTest, LeavesEverythingElseToTheRealParser) {
  for (const std::string text :
       {R"()", R"({)", R"({})", R"([])", R"({"type":"input_audio_buffer.append"})",
        R"({"audio":"AAAA"})", R"({"type":"input_audio_buffer.commit","audio":"AAAA"})",
        R"({"type":"input_audio_buffer.append","audio":null})",
        R"({"type":"input_audio_buffer.append","audio":"AAAA","x":"y"})",
        R"({"type":"input_audio_buffer.append","audio":"AAAA","audio":"BBBB"})",
        R"({"type":"input_audio_buffer.append","type":"x","audio":"AAAA"})",
        R"({"type":"input_audio_buffer.append","audio":"AAAA",})",
        R"({"type":"input_audio_buffer.append","audio":"AAAA"}})",
        R"({"type":"input_audio_buffer.append","audio":"AAAA")",
        R"({"type":"input_audio_buffer.append","audio":"AAAA)",
        R"({"type":"input_audio_buffer.append","audio":"AAAA","event_id":"\u0041"})",
        R"({"type":"input_audio_buffer.append","audio":"AAAA","event_id":7})",
        R"({"type":"input_audio_buffer\u002eappend","audio":"AAAA"})"}) {
    EXPECT_FALSE(ScanAppend(text)) << text;
  }
  const std::string with_id = R"({"type":"input_audio_buffer.append","audio":"AAAA","event_id":")";
  EXPECT_TRUE(ScanAppend(with_id + std::string(512, 'x') + "\"}"));
  EXPECT_FALSE(ScanAppend(with_id + std::string(513, 'x') + "\"}"));
  EXPECT_FALSE(ScanAppend(with_id + "\xff\"}"));
}

// Whatever a text looks like: what is found, and is base64, is what the document holds.
TEST(AppendScannerTest, AgreesWithTheDocumentUnderRandomChanges) {
  static constexpr std::string_view kPieces[] = {
      "\"", "\\", "{", "}", "[", "]", ":", ",", " ", "\n", "A", "=", "\x01", "\xc3",
      "\"audio\"", "\"type\"", "\"event_id\":\"e\"", "null", "\\u0041"};
  std::mt19937 random(11);
  int found = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string text =
        R"({ "type":"input_audio_buffer.append", "event_id":"e1","audio":"AAAABBBB"} )";
    for (unsigned changes = random() % 3; changes > 0; --changes) {
      const size_t at = random() % text.size();
      text.replace(at, random() % 3, kPieces[random() % std::size(kPieces)]);
    }
    const auto audio = ScanAppend(text);
    if (!audio || !DecodeBase64(*audio)) continue;
    ++found;
    const Json json = Json::parse(text, nullptr, false);
    ASSERT_TRUE(json.is_object()) << text;
    ASSERT_EQ(json.value("type", ""), "input_audio_buffer.append") << text;
    ASSERT_EQ(json.value("audio", "-"), *audio) << text;
  }
  EXPECT_GT(found, 10'000);
}

}  // namespace
}  // namespace vivavoce::realtime::append_scanner_test
