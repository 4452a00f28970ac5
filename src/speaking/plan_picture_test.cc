#include "speaking/plan_picture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace vivavoce::speaking::plan_picture_test {
namespace {

PictureClause Clause() {
  PictureClause clause{"你好 <you>", {}};
  clause.clause.samples.resize(24000);
  clause.clause.words = {{0, 3, 0, 6000}, {3, 6, 6000, 12000}, {7, 12, 12000, 24000}};
  auto trace = std::make_shared<ProsodyTrace>();
  for (int i = 0; i < 80; ++i) {
    const bool voiced = i % 20 != 0;
    trace->model_f0.push_back(voiced ? 200.0f : 0.0f);
    trace->f0.push_back(voiced ? 200.0f + 2 * static_cast<float>(i) : 0.0f);
    trace->gain_db.push_back(i < 40 ? 0 : -3);
    trace->sample_of.push_back(i * 300);
  }
  trace->marks = {{"laugh", 1200, 4800}};
  clause.clause.trace = std::move(trace);
  return clause;
}

TEST(PlanPictureTest, TheTerminalShowsCurvesWordsAndMarksWithinItsWidth) {
  const PictureClause clauses[] = {Clause()};
  const std::string text = PlanAsText(clauses, 60);
  for (const char* part : {"●", "·", "Hz", "dB", "你", "好", "<you>", "[laugh]", "ms"}) {
    EXPECT_NE(text.find(part), text.npos) << part;
  }
  for (size_t at = 0, end; at < text.size(); at = end + 1) {
    end = std::min(text.find('\n', at), text.size());
    EXPECT_LE(end - at, 4 * 70u);
  }
  EXPECT_FALSE(PlanAsText(clauses, 1).empty());
}

TEST(PlanPictureTest, TheSvgIsClosedAndEscaped) {
  const PictureClause clauses[] = {Clause(), Clause()};
  const std::string svg = PlanAsSvg(clauses);
  EXPECT_TRUE(svg.starts_with("<svg "));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_NE(svg.find("&lt;you&gt;"), svg.npos);
  EXPECT_EQ(std::ranges::count(svg, '<'), std::ranges::count(svg, '>'));
  EXPECT_EQ(svg.find("nan"), svg.npos);
}

TEST(PlanPictureTest, ClausesWithoutATraceShowTheirWords) {
  PictureClause clause = Clause();
  clause.clause.trace = nullptr;
  const PictureClause clauses[] = {clause};
  EXPECT_NE(PlanAsText(clauses, 80).find("<you>"), std::string::npos);
  EXPECT_NE(PlanAsSvg(clauses).find("&lt;you&gt;"), std::string::npos);
  EXPECT_TRUE(PlanAsText({}, 80).empty());
  EXPECT_TRUE(PlanAsSvg({}).ends_with("</svg>\n"));
}

}  // namespace
}  // namespace vivavoce::speaking::plan_picture_test
