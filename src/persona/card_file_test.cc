#include "persona/card_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "persona/png_chunks.h"
#include "persona/testing/card_samples.h"
#include "persona/zip_archive.h"
#include "persona/zlib_codec.h"

namespace vivavoce::persona::card_file_test {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kCards[] = {kCardV1, kCardV2, kCardV3};

std::string ErrorOf(std::string_view bytes) {
  const auto file = ReadCardFile(bytes);
  return file ? "" : file.error().ToString();
}

std::string Zip(std::vector<ZipEntry> entries) { return WriteZip(entries); }

TEST(CardFileTest, EveryCardGoesThroughEveryContainerUnchanged) {
  for (const std::string_view json : kCards) {
    const CharacterCard card = *ParseCard(json);
    for (const auto container :
         {CardContainer::kJson, CardContainer::kPng, CardContainer::kCharx}) {
      const auto bytes = WriteCardFile(card, card.spec, container);
      ASSERT_TRUE(bytes) << bytes.error().ToString();
      const auto again = ReadCardFile(*bytes);
      ASSERT_TRUE(again) << again.error().ToString();
      EXPECT_EQ(again->container, container);
      EXPECT_EQ(again->card.json, json);
      // Written once more over itself, the file is the same to the byte.
      EXPECT_EQ(*WriteCardFile(again->card, card.spec, container, *bytes), *bytes);
    }
  }
}

TEST(CardFileTest, AnImageOfV3AlsoCarriesV2) {
  const CharacterCard card = *ParseCard(kCardV3);
  const auto chunks = ReadPng(*WriteCardFile(card, CardSpec::kV3, CardContainer::kPng));
  ASSERT_TRUE(chunks);
  int old_texts = 0;
  for (const PngChunk& chunk : *chunks) {
    if (const auto text = PngText(chunk, "chara", 1 << 20)) {
      ++old_texts;
      EXPECT_EQ(ParseCard(*DecodeLooseBase64(*text))->spec, CardSpec::kV2);
    }
  }
  EXPECT_EQ(old_texts, 1);
}

TEST(CardFileTest, OtherChunksAndEntriesAreKept) {
  const CharacterCard card = *ParseCard(kCardV2);
  std::vector<PngChunk> picture = PlainPicture("x");
  picture.insert(picture.begin() + 1, TextChunk("Software", "a painter"));
  const std::string png =
      *WriteCardFile(card, CardSpec::kV2, CardContainer::kPng, WritePng(picture));
  EXPECT_EQ((*ReadPng(png))[1].data, picture[1].data);
  const std::string charx = *WriteCardFile(card, CardSpec::kV3, CardContainer::kCharx,
                                           Zip({{"assets/", ""}, {"assets/a.png", png}}));
  const auto entries = ReadZip(charx);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 3u);
  EXPECT_EQ((*entries)[2].data, png);
}

TEST(CardFileTest, CompressedTextsAreRead) {
  const std::string text = EncodeBase64(kCardV2);
  const std::string packed = Deflate(text, DeflateFormat::kZlib);
  for (const PngChunk& chunk : {PngChunk{"zTXt", std::string("chara\0\0", 7) + packed},
                                PngChunk{"iTXt", std::string("chara\0\1\0en\0key\0", 15) + packed},
                                PngChunk{"iTXt", std::string("chara\0\0\0\0\0", 10) + text}}) {
    std::vector<PngChunk> picture = PlainPicture("x");
    picture.insert(picture.end() - 1, chunk);
    const auto file = ReadCardFile(WritePng(picture));
    ASSERT_TRUE(file) << chunk.type << file.error().ToString();
    EXPECT_EQ(file->card.name, "Old Tom");
  }
}

TEST(CardFileTest, HostileImagesAreRefused) {
  const CharacterCard card = *ParseCard(kCardV2);
  const std::string png = *WriteCardFile(card, CardSpec::kV2, CardContainer::kPng);
  EXPECT_THAT(ErrorOf(WritePng(PlainPicture("x"))), HasSubstr("no character card"));
  EXPECT_THAT(ErrorOf(png.substr(0, png.size() - 20)), HasSubstr("more than the file has"));
  EXPECT_THAT(ErrorOf(png.substr(0, png.size() - 12)), HasSubstr("cut short"));
  std::string flipped = png;
  flipped[png.size() / 2] ^= 1;
  EXPECT_THAT(ErrorOf(flipped), HasSubstr("checksum"));
  std::string huge = png;
  huge[8] = '\x7f';
  EXPECT_THAT(ErrorOf(huge), HasSubstr("more than the file has"));
  std::vector<PngChunk> bomb = PlainPicture("x");
  bomb.insert(bomb.end() - 1,
              {"zTXt", std::string("chara\0\0", 7) +
                           Deflate(std::string(20 << 20, 'A'), DeflateFormat::kZlib)});
  EXPECT_THAT(ErrorOf(WritePng(bomb)), HasSubstr("grows beyond"));
  bomb[bomb.size() - 2] = TextChunk("chara", "not base64!");
  EXPECT_THAT(ErrorOf(WritePng(bomb)), HasSubstr("base64"));
}

TEST(CardFileTest, HostileArchivesAreRefused) {
  const std::string card(kCardV2);
  EXPECT_THAT(ErrorOf(Zip({{"other.json", card}})), HasSubstr("no card.json"));
  for (const char* name : {"../evil", "a/../../b", "/etc/x", "a\\b", "c:x", "a\nb"}) {
    EXPECT_THAT(ErrorOf(Zip({{"card.json", card}, {name, "x"}})), HasSubstr("refused")) << name;
  }
  EXPECT_THAT(ErrorOf(Zip({{"card.json", card}, {"\xff", "x"}})), HasSubstr("not UTF-8"));
  EXPECT_THAT(ErrorOf(Zip({{"card.json", card}, {"card.json", card}})), HasSubstr("twice"));
  const std::string good = Zip({{"card.json", card}});
  EXPECT_THAT(ErrorOf(good.substr(0, good.size() - 3)), HasSubstr("cut short"));
  std::string wrong = good;
  wrong[45] ^= 1;  // in the packed data
  EXPECT_THAT(ErrorOf(wrong), HasSubstr("refused"));
}

TEST(CardFileTest, ZipBombsAreRefusedBeforeTheyUnpack) {
  const std::string zeros(2 << 20, '\0');
  const std::string bomb = Zip({{"card.json", std::string(kCardV2)}, {"a", zeros}, {"b", zeros}});
  EXPECT_TRUE(ReadZip(bomb));
  EXPECT_THAT(ReadZip(bomb, {.max_entry_bytes = 1 << 20}).error().message, HasSubstr("unpacks to"));
  EXPECT_THAT(ReadZip(bomb, {.max_total_bytes = 3 << 20}).error().message, HasSubstr("unpacks to"));
  EXPECT_THAT(ReadZip(bomb, {.max_entries = 2}).error().message, HasSubstr("too many"));
  // A directory that lies about the size: what comes out is held to the claim.
  std::string liar = Zip({{"a", zeros}});
  const size_t central = liar.rfind("PK\x01\x02");
  for (size_t i = 0; i < 4; ++i) liar[central + 24 + i] = i == 0 ? 100 : 0;
  EXPECT_THAT(ReadZip(liar).error().message, HasSubstr("grows beyond 100"));
}

TEST(CardFileTest, EntriesThatShareBytesAreRefused) {
  // Two names of equal length; the second entry of the directory is pointed at the first's data.
  std::string bytes = Zip({{"a", "hello"}, {"a", "hello"}});
  const size_t second = bytes.rfind("PK\x01\x02");
  bytes[second + 46] = 'b';
  for (size_t i = 0; i < 4; ++i) bytes[second + 42 + i] = 0;
  EXPECT_THAT(ReadZip(bytes).error().message, HasSubstr("disagree"));
  std::string overlap = Zip({{"a", "hello"}, {"b", "hello"}});
  const size_t first = overlap.find("PK\x01\x02");
  overlap[first + 20] = 40;  // the first entry claims to reach into the second
  overlap[first + 24] = 40;
  EXPECT_FALSE(ReadZip(overlap));
}

}  // namespace
}  // namespace vivavoce::persona::card_file_test
