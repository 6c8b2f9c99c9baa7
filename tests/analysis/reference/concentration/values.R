# Reference values from R (run once): Rscript values.R DIRECTORY > values_r.csv
#
# DIRECTORY holds functions of two packages as their authors published them, one file each:
# REAT 3.0.2: herf.R, ellison.a.R; EconGeo (commit 8daf3e8): locational.Gini.r, Krugman.index.r.
# spatstat 3.0 and spdep 1.2 are Debian's.

suppressMessages({
  library(spatstat.geom)
  library(spatstat.explore)
  library(spdep)
})
sources <- commandArgs(trailingOnly = TRUE)[1]
for (file in list.files(sources, full.names = TRUE)) source(file)
say <- function(name, key, value) {
  cat(sprintf("%s,%s,%.15g\n", name, key, value), sep = "")
}
cat("measure,key,value\n")

counts <- as.matrix(read.csv("counts.csv", row.names = 1))
gini <- locational.Gini(counts)
say("locational_gini_half", gini$Industry, gini$Loc.Gini)
krugman <- Krugman.index(counts)
say("krugman_nation", names(krugman), krugman)
for (industry in colnames(counts)) {
  eb <- EBest(counts[, industry], rowSums(counts))
  say(paste0("empirical_bayes_", industry), rownames(counts), eb$estmm)
}
for (i in 1:12) {
  test <- binom.test(counts[i, "v"], rowSums(counts)[i], sum(counts[, "v"]) / sum(counts))
  say("clopper_pearson_lower", rownames(counts)[i], test$conf.int[1])
  say("clopper_pearson_upper", rownames(counts)[i], test$conf.int[2])
}

areas <- read.csv("areas.csv")
plants <- read.csv("plants.csv")
for (industry in unique(plants$industry)) {
  own <- plants[plants$industry == industry, ]
  # the function takes regions in the order of the plants: one empty plant each puts all in order
  own <- rbind(data.frame(area = areas$area, industry = industry, employment = 0), own)
  found <- ellison.a(own$employment, areas$employment, own$area, print.results = FALSE)
  say("ellison_glaeser", paste0(industry, c("_gamma", "_G", "_z", "_K", "_H")), found[1, ])
}

points <- read.csv("points.csv") / 1000
window <- owin(c(-10, 10), c(-6, 6))
pattern <- ppp(points$x, points$y, window)
r <- seq(0, 5, by = 0.05)
k <- Kest(pattern, r = r, correction = "none")
l <- Lest(pattern, r = r, correction = "none")
at <- which(r %in% c(0.5, 1, 2, 4) | abs(r - 3) < 1e-9)
say("ripley_k", sprintf("%.2f", r[at]), k$un[at])
say("besag_l", sprintf("%.2f", r[at]), l$un[at])
say("nearest", "mean", mean(nndist(pattern)))
say("nearest", "clark_evans", clarkevans(pattern, correction = "none"))

distances <- as.vector(dist(as.matrix(points)))
bw <- bw.nrd0(distances)
say("k_density", "bandwidth", bw)
say("k_density", "median", median(distances))
for (d in c(0, 1, 2.5, 5, 7.5)) {
  density <- mean(dnorm(d, distances, bw) + dnorm(-d, distances, bw))
  say("k_density", sprintf("%.1f", d), density)
}
