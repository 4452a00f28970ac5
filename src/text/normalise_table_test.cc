// The tables of tests/data/text: what is written, and what is said.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "text/normalise_en.h"
#include "text/normalise_zh.h"

namespace vivavoce::text::normalise_table_test {
namespace {

std::vector<std::pair<std::string, std::string>> ReadTable(const std::string& name) {
  std::ifstream file(std::string(VV_SOURCE_DIR) + "/tests/data/text/" + name);
  std::vector<std::pair<std::string, std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    const size_t tab = line.find('\t');
    EXPECT_NE(tab, std::string::npos) << line;
    if (tab != std::string::npos) rows.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  }
  return rows;
}

TEST(NormaliseTableTest, EnglishIsSaidAsTheTableHasIt) {
  const auto rows = ReadTable("spoken_en.tsv");
  EXPECT_GE(rows.size(), 300u);
  for (const auto& [written, said] : rows) EXPECT_EQ(NormaliseEnglish(written), said) << written;
}

TEST(NormaliseTableTest, ChineseIsSaidAsTheTableHasIt) {
  const auto rows = ReadTable("spoken_zh.tsv");
  EXPECT_GE(rows.size(), 290u);
  for (const auto& [written, said] : rows) EXPECT_EQ(NormaliseChinese(written), said) << written;
}

}  // namespace
}  // namespace vivavoce::text::normalise_table_test
