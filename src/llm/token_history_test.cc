#include "llm/token_history.h"

#include <gtest/gtest.h>

#include <numeric>

namespace vivavoce::llm::token_history_test {
namespace {

std::vector<llama_token> Range(int from, int to) {
  std::vector<llama_token> tokens(static_cast<size_t>(to - from));
  std::iota(tokens.begin(), tokens.end(), from);
  return tokens;
}

TEST(TokenHistory, CommonPrefixStopsAtTheFirstDifferenceOrTheShorterEnd) {
  EXPECT_EQ(CommonPrefix(Range(0, 5), Range(0, 3)), 3u);
  EXPECT_EQ(CommonPrefix(std::vector<llama_token>{1, 2, 9}, std::vector<llama_token>{1, 2, 3}), 2u);
  EXPECT_EQ(CommonPrefix({}, Range(0, 3)), 0u);
}

TEST(TokenHistory, BorrowsFromTheLongestMatch) {
  TokenHistory history(3);
  history.Append(1, Range(0, 40));
  history.Append(2, Range(0, 60));
  const auto match = history.LongestPrefix(0, Range(0, 50));
  EXPECT_EQ(match.sequence, 2);
  EXPECT_EQ(match.tokens, 50u);
}

TEST(TokenHistory, KeepsItsOwnTokensUnlessAnotherHasManyMore) {
  TokenHistory history(2);
  history.Append(0, Range(0, 30));
  history.Append(1, Range(0, 30 + TokenHistory::kWorthBorrowing - 1));
  EXPECT_EQ(history.LongestPrefix(0, Range(0, 100)).sequence, 0);
  history.Append(1, Range(30 + TokenHistory::kWorthBorrowing - 1, 60));
  EXPECT_EQ(history.LongestPrefix(0, Range(0, 100)).sequence, 1);
}

TEST(TokenHistory, TruncateForgetsTheEnd) {
  TokenHistory history(1);
  history.Append(0, Range(0, 10));
  history.Truncate(0, 4);
  history.Truncate(0, 9);
  EXPECT_EQ(history.tokens(0), Range(0, 4));
}

TEST(TokenHistory, TheLeastRecentlyUsedHoldsTokensAndWasNotTouched) {
  TokenHistory history(4);
  EXPECT_EQ(history.LeastRecentlyUsed(0, 4), -1);
  history.Append(1, Range(0, 2));
  history.Append(2, Range(0, 2));
  history.Touch(1);
  EXPECT_EQ(history.LeastRecentlyUsed(0, 4), 2);
  EXPECT_EQ(history.LeastRecentlyUsed(0, 2), 1);
}

}  // namespace
}  // namespace vivavoce::llm::token_history_test
