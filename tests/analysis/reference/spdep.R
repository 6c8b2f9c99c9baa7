# Reference values for the tests of spatial autocorrelation, by R's spdep (Debian: r-cran-spdep).
# Run in this folder: Rscript spdep.R   It reads prefectures.csv and links.csv, writes spdep.csv
# (case, statistic, unit, value).
suppressMessages(library(spdep))
set.seed(20240401)
table <- read.csv("prefectures.csv", colClasses = c(code = "character"))
links <- read.csv("links.csv", colClasses = "character")
n <- nrow(table)
out <- data.frame(case = character(), statistic = character(), unit = character(), value = double())
keep <- function(case, statistic, value, unit = "") {
  out <<- rbind(out, data.frame(case, statistic, unit, value = as.numeric(value)))
}
neighbors <- function(rows) {
  nb <- lapply(table$code, function(code) {
    near <- c(rows$code_b[rows$code_a == code], rows$code_a[rows$code_b == code])
    if (length(near)) sort(match(near, table$code)) else 0L
  })
  class(nb) <- "nb"
  attr(nb, "region.id") <- table$code
  nb
}
two_sided <- function(sims, seen) {
  min(1, 2 * (min(sum(sims >= seen - 1e-12), sum(sims <= seen + 1e-12)) + 1) / (length(sims) + 1))
}
nsim <- 99999
graphs <- list(links = neighbors(links), land = neighbors(links[links$kind == "land", ]))
for (name in names(graphs)) {
  nb <- graphs[[name]]
  row <- nb2listw(nb, style = "W", zero.policy = TRUE)
  binary <- nb2listw(nb, style = "B", zero.policy = TRUE)
  x <- table$x
  for (style in c("r", "b")) {
    w <- list(r = row, b = binary)[[style]]
    m <- moran.test(x, w, zero.policy = TRUE, adjust.n = FALSE)
    keep(name, paste0("moran_", style, c("_statistic", "_expected", "_variance")), m$estimate)
    g <- geary.test(x, w, zero.policy = TRUE, adjust.n = FALSE)
    keep(name, paste0("geary_", style, c("_statistic", "_expected", "_variance")), g$estimate)
    keep(name, paste0("geary_", style, "_z"), g$statistic)
  }
  sims <- moran.mc(x, row, nsim, zero.policy = TRUE)$res
  keep(name, "moran_r_p", two_sided(sims[1:nsim], sims[nsim + 1]))
  sims <- geary.mc(x, row, nsim, zero.policy = TRUE)$res
  keep(name, "geary_r_p", two_sided(sims[1:nsim], sims[nsim + 1]))
  linked <- card(nb) > 0
  m <- moran.test(x[linked], subset(row, linked, zero.policy = TRUE))
  keep(name, paste0("moran_dropped", c("_statistic", "_expected", "_variance")), m$estimate)
  g <- globalG.test(x, binary, zero.policy = TRUE, adjust.n = FALSE, adjust.x = FALSE)
  keep(name, paste0("g_b", c("_statistic", "_expected", "_variance")), g$estimate)
  for (centered in c(TRUE, FALSE)) {
    m <- suppressMessages(EBImoran.mc(table$events, table$population, row, nsim,
      zero.policy = TRUE, subtract_mean_in_numerator = centered))
    keep(name, paste0("eb_", centered, "_statistic"), m$statistic)
    keep(name, paste0("eb_", centered, "_p"), two_sided(m$res[1:nsim], m$res[nsim + 1]))
  }
  lisa <- localmoran(x, row, zero.policy = TRUE, mlvar = TRUE, conditional = TRUE)
  keep(name, "local_moran_n", lisa[, "Ii"], table$code)
  keep(name, "local_moran_z", lisa[, "Z.Ii"], table$code)
  lisa <- localmoran(x, row, zero.policy = TRUE, mlvar = FALSE, conditional = TRUE)
  keep(name, "local_moran_n1", lisa[, "Ii"], table$code)
  keep(name, "local_g_z", localG(x, binary, zero.policy = TRUE), table$code)
  star <- nb2listw(include.self(nb), style = "B")
  keep(name, "local_gstar_z", localG(x, star), table$code)
  for (i in which(linked)) {
    k <- length(nb[[i]])
    sims <- replicate(9999, sum(sample(x[-i], k)))
    keep(name, "local_p", two_sided(sims, sum(x[nb[[i]]])), table$code[i])
    sims <- replicate(9999, sum(sample(x, k + 1)))
    keep(name, "local_gstar_p", two_sided(sims, sum(x[c(i, nb[[i]])])), table$code[i])
  }
}
out$value <- signif(out$value, 12)
write.csv(out, "spdep.csv", row.names = FALSE)
cat("spdep", as.character(packageVersion("spdep")), "on", R.version.string, "\n")
