# Judges what `run` measured. A line is a name, then of the C program and of converge: the median, the
# least and the ninth decile of the times, the median of the processor time, all in milliseconds,
# and the largest resident set in KiB.

{
  order[NR] = $1
  c[$1] = $2; cLeast[$1] = $3; cTenth[$1] = $4; cProcessor[$1] = $5
  time[$1] = $7; least[$1] = $8; tenth[$1] = $9; processor[$1] = $10; memory[$1] = $11 / 1024
}

# Adds a verdict, and remembers the worst.
function judge(name, value, limit, unit) {
  over = value > limit
  if (over) status = 1
  verdicts[++count] = sprintf("%-44s %8.2f %-5s limit %8.2f  %s", name, value, unit, limit,
                              over ? "OVER" : "ok")
  json[count] = sprintf("{\"name\": \"%s\", \"value\": %.2f, \"limit\": %.2f, \"unit\": \"%s\", \"ok\": %s}",
                        name, value, limit, unit, over ? "false" : "true")
}

END {
  judge("an empty manifest", time["empty"], 12, "ms")
  judge("1,000 files: 4 times C and 15 ms", time["files-1000"], 4 * c["files-1000"] + 15, "ms")
  # What each file costs beyond an empty run. A fifth more is left to caches and to the machine.
  small = c["growth"] - time["empty"]
  large = time["growth"] - time["empty"]
  judge("5,000 files to 1,000, without what is fixed", large / small, 6, "times")
  judge("memory for 1,000 files", memory["files-1000"], 40, "MB")
  judge("10,000 resources read and ordered", time["read-10000"], 600, "ms")
  judge("memory for them", memory["read-10000"], 200, "MB")
  # From 1,000 to 100,000: 11 is linear.
  judge("100,000 to 10,000, without what 1,000 take",
    (time["read-100000"] - time["read-1000"]) / (time["read-10000"] - time["read-1000"]), 15, "times")
  if ("packages-50" in time) judge("50 packages", time["packages-50"], 40, "ms")

  print "medians of " rounds " turns, in ms (least; ninth decile; processor time)\n"
  printf "%-12s  %-32s  %-32s  %6s  %s\n", "", "C", "converge", "ratio", "memory"
  for (i = 1; i <= NR; i++) {
    n = order[i]
    if (n == "growth") continue
    if (n ~ /^read-/) {
      printf "%-12s  %32s  %7.2f (%6.2f; %6.2f; %6.2f)  %6s  %5.1f MB\n", n, "", time[n], least[n],
        tenth[n], processor[n], "", memory[n]
      continue
    }
    printf "%-12s  %7.2f (%6.2f; %6.2f; %6.2f)  %7.2f (%6.2f; %6.2f; %6.2f)  %6.2f  %5.1f MB\n", n,
      c[n], cLeast[n], cTenth[n], cProcessor[n], time[n], least[n], tenth[n], processor[n],
      time[n] / c[n], memory[n]
  }
  print ""
  for (i = 1; i <= count; i++) print verdicts[i]

  if (result != "") {
    printf "{\n  \"date\": \"%s\", \"machine\": \"%s\", \"processors\": %d, \"rounds\": %d,\n",
      date, machine, processors, rounds > result
    printf "  \"measured\": {" > result
    for (i = 1; i <= NR; i++) {
      n = order[i]
      printf "%s\n    \"%s\": {\n", (i > 1 ? "," : ""), n > result
      printf "      \"c\": {\"median_ms\": %.2f, \"least_ms\": %.2f, \"ninth_decile_ms\": %.2f, \"processor_ms\": %.2f},\n",
        c[n], cLeast[n], cTenth[n], cProcessor[n] > result
      printf "      \"converge\": {\"median_ms\": %.2f, \"least_ms\": %.2f, \"ninth_decile_ms\": %.2f, \"processor_ms\": %.2f, \"memory_mb\": %.1f}\n    }",
        time[n], least[n], tenth[n], processor[n], memory[n] > result
    }
    printf "\n  },\n  \"limits\": [" > result
    for (i = 1; i <= count; i++) printf "%s\n    %s", (i > 1 ? "," : ""), json[i] > result
    print "\n  ]\n}" > result
  }
  exit status
}
