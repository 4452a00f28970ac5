#include "speaking/voice_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "runtime/testing/directory_model_store.h"
#include "runtime/testing/temporary_directory.h"
#include "speaking/kokoro_graph.h"
#include "speaking/kokoro_vocabulary.h"
#include "speaking/voice_catalogue.h"

namespace vivavoce::speaking::voice_table_test {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class VoiceTableTest : public ::testing::Test {
 protected:
  VoiceTableTest() { fs::create_directories(directory_.path() / "kokoro-voices"); }

  // A voice whose row r holds value + r everywhere.
  void Write(const std::string& id, float value, size_t rows = 510) {
    std::ofstream file(directory_.path() / "kokoro-voices" / (id + ".bin"), std::ios::binary);
    for (size_t row = 0; row < rows; ++row) {
      const std::vector<float> styles(kStyleSize, value + static_cast<float>(row));
      file.write(reinterpret_cast<const char*>(styles.data()), kStyleSize * sizeof(float));
    }
  }

  runtime::TemporaryDirectory directory_;
  runtime::DirectoryModelStore store_{directory_.path()};
  VoiceTable table_{store_};
};

TEST_F(VoiceTableTest, TheStyleRowIsTheNumberOfPhonemes) {
  Write("af_heart", 0);
  const auto voice = table_.Find("af_heart");
  ASSERT_TRUE(voice) << voice.error().ToString();
  EXPECT_EQ((*voice)->Style(12).front(), 10.0f);
  EXPECT_EQ((*voice)->Style(0).front(), 0.0f);
  EXPECT_EQ((*voice)->Style(100000).front(), 509.0f);
  EXPECT_EQ((*voice)->Style(12).size(), 256u);
}

TEST_F(VoiceTableTest, LanguageAndGenderComeFromTheName) {
  Write("zm_yunxi", 0);
  const auto voice = table_.Find("zm_yunxi");
  ASSERT_TRUE(voice);
  EXPECT_EQ((*voice)->info.language, Language::kChinese);
  EXPECT_FALSE((*voice)->info.female);
}

TEST_F(VoiceTableTest, VoicesListsWhatIsInstalled) {
  EXPECT_TRUE(table_.Voices().empty());
  Write("zf_xiaoyi", 0);
  ASSERT_EQ(table_.Voices().size(), 1u);
  EXPECT_EQ(table_.Voices()[0].id, "zf_xiaoyi");
}

TEST_F(VoiceTableTest, AnUnknownVoiceListsTheKnownOnes) {
  Write("af_heart", 0);
  for (const char* id : {"", "nobody", "../kokoro-voices/af_heart", "AF_HEART"}) {
    const auto voice = table_.Find(id);
    ASSERT_FALSE(voice) << id;
    EXPECT_EQ(voice.error().code, ErrorCode::kNotFound);
    EXPECT_THAT(voice.error().message, HasSubstr("af_heart"));
  }
}

TEST_F(VoiceTableTest, AFileOfAnotherSizeIsCorrupt) {
  Write("af_heart", 0, 509);
  EXPECT_EQ(table_.Find("af_heart").error().code, ErrorCode::kCorrupt);
}

TEST_F(VoiceTableTest, ABlendIsTheWeightedMean) {
  Write("af_heart", 0);
  Write("af_bella", 8);
  const auto voice = table_.Find("af_heart:3+af_bella:1");
  ASSERT_TRUE(voice) << voice.error().ToString();
  EXPECT_FLOAT_EQ((*voice)->Style(2).front(), 2.0f);
  EXPECT_EQ((*voice)->info.language, Language::kEnglish);
}

TEST_F(VoiceTableTest, MalformedBlendsAreInvalidAndUnknownPartsNotFound) {
  Write("af_heart", 0);
  for (const char* id : {"af_heart:1", "af_heart:1+", "af_heart+af_heart", "af_heart:-1+af_heart:1",
                         "af_heart:nan+af_heart:1", "af_heart:1e9+af_heart:1", ":1+:1:1"}) {
    ASSERT_FALSE(table_.Find(id)) << id;
    EXPECT_EQ(table_.Find(id).error().code, ErrorCode::kInvalidArgument) << id;
  }
  EXPECT_EQ(table_.Find("af_heart:1+nobody:1").error().code, ErrorCode::kNotFound);
}

TEST(VoiceCatalogueTest, GainsAreModerateAndNamesSorted) {
  const auto voices = VoiceCatalogue();
  EXPECT_TRUE(std::ranges::is_sorted(voices, {}, &CatalogueVoice::id));
  for (const CatalogueVoice& voice : voices) {
    EXPECT_GT(GainForLevel(voice.level_db), 0.5f) << voice.id;
    EXPECT_LT(GainForLevel(voice.level_db), 2.0f) << voice.id;
  }
}

class KokoroVocabularyTest : public ::testing::Test {
 protected:
  Result<KokoroVocabulary> Load(const std::string& json) {
    const fs::path file = directory_.path() / "vocab.json";
    std::ofstream(file) << json;
    return KokoroVocabulary::Load(file);
  }
  runtime::TemporaryDirectory directory_;
};

TEST_F(KokoroVocabularyTest, PhonemesGetTheirIdsBetweenTwoPads) {
  const auto vocabulary = Load(R"({"vocab": {"a": 43, "ˈ": 156}})");
  ASSERT_TRUE(vocabulary);
  const auto tokenized = vocabulary->Tokenize(U"ˈaxa");
  EXPECT_THAT(tokenized.tokens, ::testing::ElementsAre(0, 156, 43, 43, 0));
  EXPECT_THAT(tokenized.token_of, ::testing::ElementsAre(1, 2, 3, 3, 4)) << "x is not known";
}

TEST_F(KokoroVocabularyTest, BadTablesAreCorrupt) {
  for (const char* json :
       {"", "[]", "{}", R"({"vocab": {}})", R"({"vocab": {"ab": 1}})", R"({"vocab": {"a": 0}})",
        R"({"vocab": {"a": 178}})", R"({"vocab": {"a": "1"}})"}) {
    const auto vocabulary = Load(json);
    ASSERT_FALSE(vocabulary) << json;
    EXPECT_EQ(vocabulary.error().code, ErrorCode::kCorrupt);
  }
}

}  // namespace
}  // namespace vivavoce::speaking::voice_table_test
