# install.packages("not.this")
install.packages(c("dplyr", 'jsonlite'), repos = "https://cloud.r-project.org")
remotes::install_github("tidyverse/readr@v2.1.4")
