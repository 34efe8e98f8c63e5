/** So many warnings of one rule at most: a client's Warning headers end after 4,096 characters, and pairs of many items would fill the memory. */
export const mostWarnings = 1000;
