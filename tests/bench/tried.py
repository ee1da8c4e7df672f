"""What was tried for the lines that are missed, and what it brought: written below the table."""

TRIED = """## What was tried

A keystroke on the plan page (results of nine models in two modes) took 130 ms of processor time and takes 70, both
versions timed in turn on a busy machine (the least of 30 requests each). What brought it:

- The bill of a drawn run is a square of its number of calls, so it is one curve, read at every length; before, the sums
  of all calls were taken five times for five lengths. The month's dollars took 15 % of the page. Figures differ by
  less than 4e-15 from those before, over 130 estimates and 16 budgets.
- Legs of an exact run are summed once for all lengths that share them; columns of drawn tokens, waits and speeds are
  kept, as the length of a prompt or the number of runs does not move them.
- What only an opened row shows (how the context grows, what thinking sends again, where the difference goes) is worked
  out when one is opened. Rows of the chart are drawn in Python, not by macros.

- Ranges of single runs and of their tokens are drawn where they are shown (a tenth less), a figure that a page says
  several times is written once (a tenth less; both against the version before in turn, load 5 to 12).

Since then, both versions in turn at a load of 5 to 9, the least of 60 requests each, every answer and page byte for
byte as before (368 estimates, 214 pages): runs typed take 29 ms instead of 56 (in the chat 24 instead of 41), tokens
typed 48 instead of 53 (in a batch 26 instead of 29). What brought it:

- An answer is kept by all of the question but how often runs are made, and by how often its shared prefix is found in
  the cache, in four digits. Where that is the same, only the month is worked out: with a prefix of 6,000 tokens and
  1,000 runs a day for seven of the thirteen estimates, without a prefix for all.
- Of drawn runs of which a fifth make a summary, the bills of summaries are worked out for that fifth alone: half of the
  month's draws.
- Tokens that a model thinks and answers are looked up once for all lengths of a prompt; cells of the table are worked
  out before they are printed, icons drawn once, addresses written once but for what differs; the globals of templates
  are one dictionary, since each import of a macro compares their names.
- The garbage collector went through all that a server has loaded at every sixtieth page or so, in a sixth of a second:
  the longest of 210 pages took 239 ms with it and 94 without, the mean 63 and 59. Collecting less often brought
  nothing.

Since then, both versions in turn at a load of 9 to 15 (estimates to 4e-15, every page byte for byte as before: 330
estimates, 39 budgets, 129 pages):

- A drawn run is its number of calls, its summaries and the sum of its squared legs: tokens sent, read and written, and
  so dollars and seconds at any price, follow from those. Before, each tariff had curves of its own for each leg, and
  the tokens for the seconds were two more bills. A month of five lengths at one price takes 260 µs instead of 800, at
  two prices 860 instead of 1,350, the tokens of single runs 175 instead of 255; tokens typed a tenth less.
- Rows of the plan's table and of its chart are written in Python, as those of the list of offers: its template takes
  5.2 ms instead of 8.0.
- Of a budget that is typed in, lines are read from the form, and made into their requests, once; the form is packed
  once for a page and its address. Four lines take a tenth less, drawn runs included.
- Drawn runs that are no longer kept leave memory at once; before, they referred to themselves and waited for the
  garbage collector.

Two thirds of what is left for tokens typed are estimates, nearly half of that arrays, a quarter exact sums in decimals.
One batch of draws for all models was not made: an operation on 2,048 draws (times, by, the lesser of two) takes 1.0 to
1.9 µs, on those of 13 estimates at once a tenth to a third less; on a month's five lengths of 13 at once it takes 117
to 138 µs against 52 to 108 one by one, as they do not fit the processor's nearest memory.

What was tried and left, for this line:

- 1,024 draws take a twelfth off a keystroke (52 ms and 48, the least of 30 in turn; an eighth when the draws took a
  larger part of it), as half of a draw is the overhead of its array operations. Over the same
  estimates as the line on percentiles, 4 seeds each, the error of 1,024 draws on a lattice found for them is 1.81 %
  and 1.76 % (2,048 draws now: 1.38 % and 1.31 %), with the tent transform 1.98 % and 1.78 %, with the best of 150
  vectors drawn at random no less, of 512 draws 2.9 %. Read off a straight line through the ordered draws within 0.3
  standard deviations, the percentiles of 1,024 draws are off by 1.37 % and 1.38 %, those of 2,048 by 1.10 % and
  0.98 %: that would hold the bound, at the price of other figures everywhere and of 99 such lines a column.
- Sums over the lengths of an exact run, their equal legs put together before they are weighted: no gain (325 ms for
  3,000 runs before, 352 after), and other digits at the 28th place.
- Sums of an exact run over counted calls, as whole numbers until they are multiplied once: 230 µs for five lengths
  became 155, but 30 for a run of one call became 45 to 50, a hundredth of a keystroke in all; other digits at the 28th
  place.

A filter typed over the ranking took 17 ms while the plan ranked for was so dear that the filter left 21 models; now it
leaves a full page of 50 models with 108 more hosts folded, and takes 43 ms. The version that took 17 ms takes 43 for a
full page too (both timed in turn, the least of 25), and that version takes 11 for 10 models. Since then figures of
rows are kept as they were written, the host that leads a model is known beforehand and the chart places its marks
once: half of the time (the least of 15 in turn, load 6 to 12). A third of what is left is the template, a fifth the
chart.

A new workload for all offers, 1,000 steps that summarise, took 52 ms and takes two thirds of that: what calls say is
drawn once for all lengths of prompts, caches are planned for all offers at once (two of its parts were 1,860 plans in
plain Python), and sums of tokens are made in place. A third of a ranking is seconds on 512 draws for 1,600 different
runs, a quarter sums of tokens.

Since then, the version of the morning of 28 November and this one in turn, the least of 25 (load 7):

- the ranking, tokens typed, takes 61 ms, not 93. Offers without a price threshold (nine in ten) are summed up in one
  stretch; what the seconds of all runs have in common is multiplied once; dollars and seconds of the mode that the list
  is not ordered by are worked out for the 50 rows shown. What is left: 22 ms for the mode that ranks, 15 for the
  template, 6 each for the two exact estimates of its headline and for the chart;
- a filter typed takes 13 ms, not 19: rows are kept whole, with holes for their number and their address; marks are
  written by one function; what only the whole page shows of the filters is left out of an answer;
- a run of 300 steps at every offer takes two thirds of the time: sums by threshold for the 148 offers that have one.

Since the evening of 28 November the ranking, tokens typed, takes 46 ms instead of 86 (both versions in turn, the least
of 25, load 10: 27 to 32 empty pages, the version before 50). Answers to 333 varied requests are the same but for spaces
between cells. What brought it, as times of an empty page:

- Dollars and seconds are worked out for the offers that lead their models, 366 of 1,130, and for those that are shown:
  who leads rests on hosts, not on figures. The unit of time is chosen from the quickest quarter of all offers; a bound
  below each median mostly says enough about those that do not lead, else their seconds are worked out. All lengths of a
  run are summed up in one go. Together 10 instead of 23.
- Rows of the list are written in Python, and figures that are not near a half are rounded as floats, to the same digits
  in 241,010 cases: 6 instead of 14 for the template.
- Cache plans and refusals are kept by all that they depend on: 2 instead of 4.5 for what is prepared for all offers.
- The two leaders of the headline need dollars with a range, and no seconds or caveats: 2 instead of 5.
- Dots that names should not cover are placed as arrays: 3.5 instead of 5 for the chart.

Then the first answer had eight rows of the page instead of fifty: 4 to 5 empty pages less. The others come when they
are within 600 px of the window. After that a tenth less, 35.7 ms instead of 39 (both versions in turn, the least of 40,
load 8 to 12). What brought it:

- Figures that the order of models and the order of their hosts need are worked out in one go: a call for two offers
  takes a quarter of the time of one for 350.
- Windows, longest calls and cache plans are worked out for the offers that are asked for, not for all in both modes;
  how summaries cut runs is kept with the runs; which offers are of one model is kept by what is in question.

What is left is flat: 8 ms seconds of 350 runs on 512 draws (a fifth of it sorting, a fifth the doubt about reading long
prompts, 165,000 exponentials), 5 dollars, 5 each the chart and the template, 2 the exact figures of the headline. Not
done, as it would bring little: drawn answers kept while only the prompt changes (0.06 ms of 0.47 for 64 runs), 95 %
read off for shown rows alone (0.03 of 0.33). Partitions instead of sorted draws take three times as long, the room for
names in the chart looked for at all widths at once a third longer than width by width.

A budget walks and draws a line once: of four lines of which one is typed in, the others are taken as they were. Such a
keystroke takes 20 ms, not 25 (in turn as above): lines of up to a year are kept drawn, percentiles are read off one
sort (np.percentile took seven times as long for the same figures), cells and bars are written in Python. What is left:
14 ms of work, of which 4 are the form read, checked and asked again for lines that did not change, then the template
and the chart. A budget of 36 months x 20 lines takes 80 ms, not 132: shares below an output limit are looked up by
place in an even grid (np.interp took a fifth of all, to the same digits), and what calls are drawn to say is kept while
runs and prices change.

The first view weighed 65 kB, then 51: the page 18, htmx 15, the styles of all pages 12, our own scripts 6.
It weighs 25: the page 13, styles 10, a script of 1 kB. What brought it:

- That script brings the others, 20 kB, with the first touch of the page (the pointer moves, a key, a finger, a scroll),
  or three seconds after it is there. What is typed or pressed in between waits for them; where they do not come, links
  and forms are plain ones.
- What stands below a plan's first screen (cost against time, every effort, the range of a run) comes when it is within
  600 px of the window, in an answer of 5 kB; without a script a link opens the page with it, and on paper it is always.
  An answer to a keystroke without it takes 77 ms of processor time, with it 94 (the median of 20 in turn on a busy
  machine), and weighs 7.8 kB, not 12.2.
- One drawing of the chart serves wide and narrow screens, and links of results say their address once: the HTML went
  from 131 kB to 86.
- The plan and the list of offers have styles of their own, without those of other pages.

Brotli at 4 packs the page of then in 1.7 ms to 18.7 kB, at 5 in 3.0 ms to 17.1 kB, gzip at 5 in 2.3 ms to 19.7 kB:
pages are packed at 5, answers to a keystroke at 4. The first paint at 50 kB/s is measured by
`python -c "from tests.bench import paint; print(*paint.figures())"`, layout shift and weight by
`pytest tests/browser/test_weight.py`.

A list of 100,000 plans took 98 ms of processor for its last page, 47 by name and 35 with a tag, as SQLite sorted or
walked through all of them; now each takes 2 to 3 (load 7). What brought it: an index for every order, so that a page is
read from the nearer end of one; totals and tags that triggers count as plans are saved, by lists of tags that are the
same to the letter; a tag looked up among those lists, its plans in an index beside them.

Words were looked for plan by plan, 20 to 24 ms for 100,000, 11 of them for the walk through the index alone. Now texts
of plans whose ids end alike stand side by side in one row, 256 rows in all, and numpy finds which texts of a row hold
each word: 5 to 6 ms for a word of one plan or of none, 10 to 12 for a word of every plan, 15 for two such words or for
a word of 300 plans in all rows (load 4 to 8). The page is then read from the index of its order where more than 1,000
plans fit, and sorted where fewer do. A trigger empties the row of a plan that changes, and the save writes it anew, in
0.5 ms, from an index that holds ids and texts. Both take 15.5 MB of 637. What was tried and left: a row for 64 plans
(twice the time), rows looked through by SQLite (9 to 13 ms) or as split Python texts (13 to 38 ms for a word of every
plan), 1 MB at a time instead of 100 kB (twice the time), ids before the texts (2.7 ms more), a memory map or a larger
page cache for the walk (no less). An index of three letters each (FTS5, `trigram`, `detail=none`) finds a rare word in
0.2 ms and takes 4 MB, but has no workspaces in it and took 13 ms to count a word of every plan. Words with a tag are
still looked for among the plans of that tag one by one.

What a list says of a revision is kept by its number, as a revision never changes, and the links of its tags are
rendered once for all pages. A list of 10,000 plans looked at again went from 4.0 and 3.8 empty pages to 3.3 and 3.5 (in
turn, the least of 150, load 7), one of plans as they are saved today, 74 kB each, from 5.5 and 6.2 to 3.3, three pages
of them in turn from 5.0 and 6.6 to 3.5. A page that nobody has looked at takes what it took, 5 to 5.5 where plans are
small and about 30 where they are real: four fifths of that is reading their JSON. Of a page looked at again a
third was the connection that each request opened, as SQLite reads the whole schema for it. Up to four stay open now,
each lent to one thread at a time: the list looked at before takes 3.2 ms instead of 5.2, another page each time 6.0
instead of 7.8, a saved page 3.2 instead of 5.2 (in turn, the least of 50, load 10), a plan saved from its form a tenth
less. What was saved is moved from the log into the file as it was when each connection was closed, and a connection is
used again only while the file has the number, size and time that it was opened with.

A server starts in 1.13 s of processor where the version before the move to folders takes 1.88 (0.60; before 0.65; in
turn, the least of 8, load 11), as the views of the API, of what is kept, of own offers and own runs are imported at
their first call and rankings at the first ranking; a thread imports them once the server is up. The first page needs
none of them and takes what it took. A third of what is left is making 470 dataclasses, as Python compiles their
methods one by one.

The first count of a text in all vocabularies took 3.1 to 3.7 s of processor and takes 2.6 to 3.1 (in turn, load 10,
where the default models take 1.3 to 1.9): `o200k_harmony` counts as `o200k_base` does. Each vocabulary takes 0.4 to 1.1
s and 26 to 70 MB, and holds up everybody meanwhile, so a server loads none at its start; those of the default models
are loaded in the background once somebody opens the page that counts a text.

A saved plan's page takes a third of the time where it was opened before: what does not change for a quarter of an hour
(prices of an hour begin on one) is kept rendered, by the revision, the plan's name and tags, the catalogue and whether
own runs are left out; pages with own offers are not kept. Opened first it takes what it took, most of it in figures and
templates.

## What one machine serves

Two cores serve about 30 plan pages a second, five people who type at the same moment with 95 % of answers within about
150 ms, and a workspace of 100,000 plans, in 850 MB of memory after 100,000 requests; the lines above have the figures
of the last run.

Python works on one request at a time, so that one worker of `planner serve` gives as many plan pages a second as the
table says, and a second one pays where a second core is idle. Each worker makes pages one after the other:
side by side each change of hands between threads costs. On the idle machine eight clients got 9.6 plan pages a second
without that and 13.0 with it, and 95 % of answers to five people typing came within 0.32 s and within 0.16 s; a switch
every 5 ms instead of 1 made 9.8 and 14.0, 0.25 and 0.19 s; two pages at a time 11.8 and 0.26 s.
Pages that nothing is worked out for do not wait: when they did, eight clients got 172 to 383 empty ones a second, and
they get 380 to 500 without. When the machine was slower, 95 % of answers to five people typing came within 0.46 and
0.75 s without turns and within 0.23 and 0.30 s with them (in turn, twice).

Large work takes turns, and between two lines of a budget it lets smaller requests be finished first. Side by side they
would share the time evenly, and each change of hands waits for the processor: with a load of 12 to 15 on two cores,
beside ten large budgets, 95 % of plan pages came within 1.22 and 3.05 s without that and within 0.88 and 0.86 s with
it, half within 0.35 and 0.74 s against 0.23 and 0.30 s, and 95 % within 0.7 to 1.2 s with nothing beside them; a
quarter to a third fewer large budgets were done meanwhile (40 pages each, in turn, twice). A lower priority of its
thread was not tried: whoever holds the interpreter and gets no processor holds up everybody.

Two workers take as much processor a page as one (88 and 89 ms against 83 and 90, 120 plan pages to eight clients, in
turn), so they bring what a second idle core gives: two servers that shared a database, which is what workers are to
each other, gave 29.1 plan pages a second where one gave 12.1. Where other work keeps both cores busy they bring
nothing: at a load of 10 to 12, 95 % of answers to five people typing came within 0.82 to 1.49 s with one worker and
1.13 to 2.40 with two, in turn, three times each, while the load rose.

Memory stays flat: `python -m tests.bench.memory` sends 100,000 requests of fifteen kinds, each with other figures, to
one server. On 28 November 2026, at the lowest priority beside other work, that took 17 minutes. Two workers and the
process that started them took 802 MB after 10,000 requests, 881 after 20,000, 847 after 100,000 and 868 to 904 in
between; none was answered with 500. Of a thousand requests 507 were checks of `/healthz`, 250 searches for a model, 40
each saved pages, closed links and counts of a text, 25 estimates of the API, 20 lists of saved plans, 15 each plan
pages and saves, 10 each budgets, deletions and own runs, 8 each rankings and lists of models, 2 logs: the dear ones are
few, but more than is kept of any of them.

Past that, in this order ([deploy.md](deploy.md) has the steps as they were tried): more workers where processors are
idle (`--workers`); a machine that only reads, from a copy that Litestream keeps ("A copy that follows"), for plan
pages, rankings and lists; several servers behind one address, each with workspaces of its own ("Several servers behind
one address"). LiteFS could not be had here. A workspace is never divided: what one can hold is what one machine serves,
100,000 plans and a million revisions in a file of 640 MB.
"""
