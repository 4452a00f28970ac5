#include "llm/sse_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::llm::sse_parser_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SseParser, AnEventEndsAtAnEmptyLine) {
  SseParser parser;
  EXPECT_THAT(parser.Push("data: one\n"), IsEmpty());
  EXPECT_THAT(parser.Push("\ndata:two\n\n"), ElementsAre("one", "two"));
}

TEST(SseParser, AnyCutAndAnyLineEndGiveTheSameEvents) {
  for (const std::string end : {"\n", "\r", "\r\n"}) {
    const std::string stream = ": hello" + end + "event: x" + end + "data: a" + end + "data: 小跃" +
                               end + end + end + "id: 3" + end + end + "data: b" + end + end;
    for (size_t cut = 0; cut <= stream.size(); ++cut) {
      SseParser parser;
      std::vector<std::string> events = parser.Push(std::string_view(stream).substr(0, cut));
      for (std::string& event : parser.Push(std::string_view(stream).substr(cut))) {
        events.push_back(std::move(event));
      }
      EXPECT_THAT(events, ElementsAre("a\n小跃", "b")) << "cut at " << cut;
    }
  }
}

TEST(SseParser, AnEndlessLineOverflows) {
  SseParser parser;
  parser.Push(std::string(SseParser::kMaxEventBytes + 1, 'x'));
  EXPECT_TRUE(parser.overflowed());
}

}  // namespace
}  // namespace vivavoce::llm::sse_parser_test
